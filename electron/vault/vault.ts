/** Where secrets live (design §2.2): what every kind of vault offers. */

/** One secret under the id it was put with. */
export interface StoredSecret {
  readonly id: string
  readonly secret: string
}

/**
 * Why a vault cannot be used: `missing` there is none on this machine, `locked` it does not answer
 * until a person unlocks it, `denied` it refused.
 */
export interface VaultOutage {
  readonly kind: 'locked' | 'missing' | 'denied'
  /** What happened, one sentence. */
  readonly reason: string
  /** What a person does about it on this operating system. */
  readonly advice: string
}

export type VaultState = { readonly kind: 'available' } | VaultOutage

/** Secrets by id. Every operation rejects with VaultUnavailable when the vault cannot be used. */
export interface Vault {
  readonly kind: 'session' | 'keychain' | 'file'
  /** How the last operation found the vault. */
  state(): VaultState
  /** All secrets; never an empty list in place of a failure. */
  list(): Promise<StoredSecret[]>
  /** Stores a secret, replacing one of the same id. Rejects with SecretTooLong where it cannot fit. */
  put(id: string, secret: string): Promise<void>
  /** Forgets a secret; false when there was none of that id. */
  delete(id: string): Promise<boolean>
}

/** The vault could not be used and nothing in it was changed as far as is known. */
export class VaultUnavailable extends Error {
  override readonly name = 'VaultUnavailable'
  readonly code: VaultOutage['kind']
  readonly advice: string

  constructor(outage: VaultOutage, options?: ErrorOptions) {
    super(outage.reason, options)
    this.code = outage.kind
    this.advice = outage.advice
  }
}

/** A secret longer than the operating system's keychain can hold. */
export class SecretTooLong extends Error {
  override readonly name = 'SecretTooLong'
  readonly code = 'SECRET_TOO_LONG'

  constructor(length: number, longest: number) {
    super(`The secret has ${length} characters; this keychain holds at most ${longest}`)
  }
}

/** Throws TypeError for an empty id or secret, which no keychain can hold. */
export function assertStorable(id: string, secret: string): void {
  if (id === '') throw new TypeError('The id of a secret must not be empty')
  if (secret === '') throw new TypeError('A secret must not be empty')
}
