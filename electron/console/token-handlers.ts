/** Answers the calls about access tokens. */
import type { TokenList } from '../proxy/token-list.ts'
import type { Handlers } from '../shared/contract.ts'
import type { TokenEvents } from '../shared/contract/tokens.ts'
import type { TokenStore } from '../token-store.ts'
import { CallFailed } from './call-failed.ts'
import type { Feed } from './events.ts'

export interface TokenHandlerParts {
  list: TokenList
  store: TokenStore
  /** Notes in the service's log that a secret was shown; without it. */
  noteReveal(what: string): void
}

type TokenActions = Extract<keyof Handlers, `tokens.${string}`>

/** Handlers over the list of tokens that are valid now, and the store of those made here. */
export function createTokenHandlers(parts: TokenHandlerParts): Handlers<TokenActions> {
  const { list, store, noteReveal } = parts
  /** Why a token cannot be changed: there is none, or it is not ours to change. */
  const refusal = (id: string): CallFailed => {
    const token = list.get(id)
    if (token === undefined) return new CallFailed('not_found', 'There is no such token')
    const where =
      token.source === 'environment' ? 'is set in the environment' : 'was made at the start'
    return new CallFailed('conflict', `${token.name} ${where}; change it there`)
  }
  return {
    'tokens.list': () => ({ tokens: list.list() }),
    'tokens.create': ({ name }) => store.create(name),
    'tokens.rename': ({ id, name }) => {
      const token = store.rename(id, name)
      if (token === undefined) throw refusal(id)
      return token
    },
    'tokens.revoke': async ({ id }) => {
      const problem = refusal(id)
      if (!(await store.revoke(id))) throw problem
      return { revoked: true }
    },
    'tokens.reveal': ({ id }) => {
      const secret = list.secretOf(id)
      if (secret === undefined) throw refusal(id)
      noteReveal(`token ${list.get(id)?.masked}`)
      return { secret }
    },
  }
}

/** The feed of `tokens.changed`: all tokens, for there are few. */
export function createTokenFeed(list: TokenList): Feed<TokenEvents['tokens.changed']> {
  return { watch: (wake) => list.onChange(wake), take: () => ({ tokens: list.list() }) }
}
