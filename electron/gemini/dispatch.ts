/**
 * One HTTP call by undici's handlers. Its `request` wraps every answer in a Node stream, which made
 * up a tenth of the processor time of a short request.
 */
import type { IncomingHttpHeaders } from 'node:http'
import type { Dispatcher } from 'undici'
import { AnswerBody } from './answer-body.ts'

export interface DispatchedAnswer {
  status: number
  headers: IncomingHttpHeaders
  body: AnswerBody
}

/**
 * Resolves on the head of the answer. Rejects with undici's error, or with the signal's reason; after
 * the head both are the body's.
 */
export function dispatchCall(
  dispatcher: Dispatcher,
  options: Dispatcher.DispatchOptions,
  signal: AbortSignal,
): Promise<DispatchedAnswer> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) reject(signal.reason)
    else dispatcher.dispatch(options, new AnswerHandler(signal, { resolve, reject }))
  })
}

interface Settle {
  resolve(answer: DispatchedAnswer): void
  reject(error: Error): void
}

class AnswerHandler implements Dispatcher.DispatchHandler {
  readonly #signal: AbortSignal
  readonly #settle: Settle
  #controller: Dispatcher.DispatchController | undefined
  #body: AnswerBody | undefined

  constructor(signal: AbortSignal, settle: Settle) {
    this.#signal = signal
    this.#settle = settle
    signal.addEventListener('abort', this.#abort)
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#signal.aborted) this.#abort()
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    // An interim answer, such as 103, says nothing of the final one.
    if (status < 200) return
    this.#body = new AnswerBody(controller, this.#letGo)
    this.#settle.resolve({ status, headers, body: this.#body })
  }

  onResponseData(_controller: Dispatcher.DispatchController, bytes: Buffer): void {
    this.#body?.push(bytes)
  }

  onResponseEnd(): void {
    this.#body?.close()
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    this.#letGo()
    if (this.#body === undefined) this.#settle.reject(error)
    else this.#body.close(error)
  }

  /** A call that still waits for its connection has nothing to abort yet. */
  readonly #abort = (): void => {
    const reason = this.#signal.reason as Error
    if (this.#controller === undefined) this.#settle.reject(reason)
    else this.#controller.abort(reason)
  }

  readonly #letGo = (): void => this.#signal.removeEventListener('abort', this.#abort)
}
