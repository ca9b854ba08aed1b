/** Calls about access tokens: what clients show to be served. */
import { z } from 'zod'
import { takes } from './action.ts'

const id = z.string().min(1).max(64)

export interface AccessToken {
  id: string
  name: string
  masked: string
  /** `session` is gone when the service ends; `stored` is kept in the keychain. */
  source: 'environment' | 'session' | 'demo' | 'stored'
  /** Whether it was made here and so can be renamed and revoked here. */
  isOurs: boolean
  /** Whether it also opens the console. */
  isAdmin: boolean
  createdAtMs?: number
  lastUsedAtMs?: number
}

export const tokenActions = {
  'tokens.list': takes(z.strictObject({})).gives<{ tokens: AccessToken[] }>(),
  'tokens.create': takes(z.strictObject({ name: z.string().trim().min(1).max(100) })).gives<{
    token: AccessToken
    secret: string
  }>(),
  'tokens.rename': takes(
    z.strictObject({ id, name: z.string().trim().min(1).max(100) }),
  ).gives<AccessToken>(),
  /** From the next request on the token opens nothing. */
  'tokens.revoke': takes(z.strictObject({ id })).gives<{ revoked: boolean }>(),
  'tokens.reveal': takes(z.strictObject({ id })).gives<{ secret: string }>(),
}

export interface TokenEvents {
  'tokens.changed': { tokens: AccessToken[] }
}
