/** What is remembered of one client request. Never a secret, and of the contents only sizes. */

/** Tokens as Google counted them. */
export interface TokenCounts {
  input: number
  /** What the client reads; thoughts not included. */
  output: number
  thinking: number
  /** The part of `input` that Google had in its cache. */
  cached: number
}

/** One call to Google, with one key. */
export interface AttemptRecord {
  keyId: string
  /** `ok`, `cancelled`, or the kind of the failure: `rate_limited`, `key_invalid`, … */
  verdict: string
  /** HTTP status of Google's answer, 0 when there was none. */
  status: number
  ms: number
}

/** Texts are empty where there is nothing to say. */
export interface RequestRecord {
  id: string
  startedAtMs: number
  method: string
  /** The path, with `*` for what varies: `/v1beta/models/*:generateContent`. */
  route: string
  dialect: string
  /** Name of the access token it came with, as it was called then; empty when none was needed. */
  token: string
  /** Family of the client: `Cherry Studio`. */
  client: string
  modelAsked: string
  /** Model that was called. */
  model: string
  stream: boolean
  /** What it came to; 499 when the client left early, also in the middle of an answer. */
  status: number
  errorCode: string
  errorMessage: string
  /** Until the first part of the answer was there; undefined when there was none. */
  firstByteMs: number | undefined
  totalMs: number
  tokens: TokenCounts | undefined
  bytesIn: number
  bytesOut: number
  /** The key that served, or was tried last. */
  keyId: string
  /** All calls to Google; several choices of one chat are calls of their own. */
  attempts: readonly AttemptRecord[]
  /** Those of them that were made because the one before had failed. */
  retries: number
  /** Only while the setting `recordBodies` is on; cut and redacted. */
  bodies?: { request: string; response: string }
}
