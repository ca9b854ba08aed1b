/** `GET /v1/keys/list`: the keys and their failures, for the administrator's scripts (design §5.2). */
import type { FastifyRequest } from 'fastify'
import type { KeyState, KeyStatus } from '../../shared/key-status.ts'
import type { ProxyContext } from '../context.ts'
import { presentedTokens } from '../guard.ts'
import { Problem } from '../problem.ts'
import type { TokenCheck } from '../token-list.ts'

/** States in which a key is no use until a person or a check of it changes that. */
const INVALID: ReadonlySet<KeyState> = new Set(['benched', 'invalid', 'suspended', 'disabled'])

/**
 * Failures in a row by key, masked unless the query says `reveal=true`.
 * @throws Problem 403 for a token that is not the administrator's
 */
export function keysList({ pool }: ProxyContext, tokens: TokenCheck, request: FastifyRequest) {
  if (!tokens.isAdmin(presentedTokens(request.headers, request.raw.url ?? ''))) {
    throw new Problem({
      status: 403,
      type: 'invalid_request_error',
      code: 'admin_token_required',
      message: 'Only the token set as AUTH_TOKEN may list the keys',
    })
  }
  const keys = pool.list()
  const isRevealed = new URLSearchParams(request.raw.url?.split('?')[1]).get('reveal') === 'true'
  if (isRevealed) request.log.warn({ keys: keys.length }, 'all keys revealed')
  const nameOf = isRevealed ? secretOf(pool) : maskedName(keys)
  const byName = (wanted: readonly KeyStatus[]) =>
    Object.fromEntries(wanted.map((key) => [nameOf(key), key.failures]))
  return {
    status: 'success',
    data: {
      valid_keys: byName(keys.filter(({ state }) => !INVALID.has(state))),
      invalid_keys: byName(keys.filter(({ state }) => INVALID.has(state))),
    },
    total: keys.length,
  }
}

function secretOf(pool: ProxyContext['pool']): (key: KeyStatus) => string {
  return ({ id }) => pool.get(id)?.secret ?? id
}

/** Masked forms, followed by the id where several keys are masked alike. */
function maskedName(keys: readonly KeyStatus[]): (key: KeyStatus) => string {
  const seen = new Set<string>()
  const repeated = new Set<string>()
  for (const { masked } of keys) (seen.has(masked) ? repeated : seen).add(masked)
  return ({ masked, id }) => (repeated.has(masked) ? `${masked} ${id}` : masked)
}
