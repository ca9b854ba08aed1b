/** What a request converter throws when the client is at fault. */

export interface InvalidRequestOptions {
  /** Path of the field, as OpenAI writes it: `messages[2].content`. */
  param?: string
  /** Machine-readable reason: `unsupported_value`. */
  code?: string
  /** HTTP status of the answer; 400 when left out. */
  status?: number
}

/** Bad client input; its message names the field and says what is allowed. Never a key's fault. */
export class InvalidRequest extends Error {
  readonly status: number
  readonly param: string | null
  readonly code: string | null

  constructor(message: string, options: InvalidRequestOptions = {}) {
    super(message)
    this.name = 'InvalidRequest'
    this.status = options.status ?? 400
    this.param = options.param ?? null
    this.code = options.code ?? null
  }
}
