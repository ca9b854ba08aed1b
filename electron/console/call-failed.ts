/** What a handler throws when a call cannot be done for a reason that the caller should know. */
import type { CallErrorCode } from '../shared/contract.ts'

/** The message is one sentence for a person, without secrets; `data` goes to the caller as it is. */
export class CallFailed extends Error {
  override readonly name = 'CallFailed'
  readonly code: CallErrorCode
  readonly data: unknown

  constructor(code: CallErrorCode, message: string, data?: unknown) {
    super(message)
    this.code = code
    this.data = data
  }
}
