/** What a person may see of a key: everything but its secret. */

/** What an upstream failure was about, in one word (conformance C). */
export type FailureKind =
  | 'bad_request'
  | 'context_too_long'
  | 'location'
  | 'not_found'
  | 'model_not_found'
  | 'file_of_other_key'
  | 'too_large'
  | 'key_invalid'
  | 'key_suspended'
  | 'key_leaked'
  | 'project_denied'
  | 'api_disabled'
  | 'key_restricted'
  | 'credential_refused'
  | 'key_refused'
  | 'billing_required'
  | 'quota_zero'
  | 'quota_day'
  | 'quota_minute'
  | 'quota_tokens'
  | 'quota_credits'
  | 'quota_unexplained'
  | 'double_credentials'
  | 'timeout'
  | 'overloaded'
  | 'not_implemented'
  | 'upstream_error'
  | 'unreachable'
  | 'empty_answer'

/** States of design §5.3; a key with none of them is ready. */
export type RestState =
  | 'cooling'
  | 'exhausted'
  | 'not-for-this-model'
  | 'benched'
  | 'invalid'
  | 'suspended'

export type KeyState = 'ready' | 'disabled' | RestState

/** What a person may change about a key. */
export interface KeyTraits {
  label: string
  note: string
  tags: readonly string[]
  enabled: boolean
  /** Used only where the setting allows it. */
  paid: boolean
  /** Share of the load relative to others; above 0. */
  weight: number
  /** Fill-first uses the lowest number first. */
  priority: number
}

/** The Google project a key belongs to; keys of one project share its quota (design §5.3). */
export interface KeyProject {
  id: string
  /** `set` by a person, `named` by Google in an error, `inferred` from keys failing together. */
  source: 'set' | 'named' | 'inferred'
}

export interface KeyTotals {
  successes: number
  failures: number
}

export interface LastError {
  kind: FailureKind
  message: string
  atMs: number
}

/** A model a key cannot serve now. */
export interface ModelStatus {
  model: string
  state: RestState
  reason: FailureKind
  /** Epoch milliseconds; absent when it does not end by itself. */
  untilMs?: number
}

export interface KeyStatus extends KeyTraits {
  id: string
  masked: string
  addedAtMs: number
  project?: KeyProject
  state: KeyState
  /** Whether the key could serve at least some model now. */
  ready: boolean
  reason?: FailureKind
  untilMs?: number
  /** Plain words on the state, in English. */
  sentence: string
  models: ModelStatus[]
  /** Requests a day that Google has said it allows, by model; absent where it has said nothing. */
  dayLimits?: Readonly<Record<string, number>>
  failures: number
  totals: KeyTotals
  inFlight: number
  lastUsedAtMs?: number
  lastError?: LastError
}
