/**
 * One HTTP call by undici's handlers. Its `request` wraps every answer in a Node stream, which made
 * up a tenth of the processor time of a short request.
 */
import type { IncomingHttpHeaders } from 'node:http'
import type { Dispatcher } from 'undici'
import { AnswerBody } from './answer-body.ts'
import type { UpstreamAnswer } from './client.ts'
import { describeFailure, type UpstreamFailure } from './upstream-failure.ts'

/**
 * Resolves on the head of the answer, or on why there is none; after the head, failures are the
 * body's. Rejects only with the signal's reason.
 */
export function dispatchCall(
  dispatcher: Dispatcher,
  options: Dispatcher.DispatchOptions,
  signal: AbortSignal,
): Promise<UpstreamAnswer | UpstreamFailure> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const handler = new AnswerHandler(signal, { resolve, reject })
    try {
      dispatcher.dispatch(options, handler)
    } catch (error) {
      handler.onResponseError(null, error as Error)
    }
  })
}

interface Settle {
  resolve(answer: UpstreamAnswer | UpstreamFailure): void
  reject(reason: Error): void
}

const callsOf = new WeakMap<AbortSignal, AnswerHandler[]>()

/**
 * The calls under way that a signal ends. One listener for all of them: Node keeps listeners in a map
 * whose outgrown tables hold on to one another, and with them all answers until the next full
 * collection of garbage.
 */
function callsUnder(signal: AbortSignal): AnswerHandler[] {
  const known = callsOf.get(signal)
  if (known !== undefined) return known
  const calls: AnswerHandler[] = []
  callsOf.set(signal, calls)
  signal.addEventListener('abort', () => {
    for (const call of calls.splice(0)) call.abort()
  })
  return calls
}

/** Also hears of the end of the body, without a function for it. */
class AnswerHandler implements Dispatcher.DispatchHandler {
  readonly #signal: AbortSignal
  /** This call and others under the same signal. */
  readonly #calls: AnswerHandler[]
  readonly #settle: Settle
  #controller: Dispatcher.DispatchController | undefined
  #body: AnswerBody | undefined

  constructor(signal: AbortSignal, settle: Settle) {
    this.#signal = signal
    this.#settle = settle
    this.#calls = callsUnder(signal)
    this.#calls.push(this)
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#signal.aborted) this.abort()
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    // An interim answer, such as 103, says nothing of the final one.
    if (status < 200) return
    // The bytes behind the headers would be kept for as long as the answer takes.
    controller.rawHeaders = null
    this.#body = new AnswerBody(controller, this)
    this.#settle.resolve({ kind: 'answered', status, headers, body: this.#body })
  }

  onResponseData(_controller: Dispatcher.DispatchController, bytes: Buffer): void {
    this.#body?.push(bytes)
  }

  onResponseEnd(): void {
    this.#body?.close()
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    this.bodyClosed()
    if (this.#body !== undefined) this.#body.close(error)
    else if (this.#signal.aborted) this.#settle.reject(this.#signal.reason as Error)
    else this.#settle.resolve(describeFailure(error))
  }

  /** The signal was aborted; a call that still waits for its connection has nothing to abort yet. */
  abort(): void {
    const reason = this.#signal.reason as Error
    if (this.#controller === undefined) this.#settle.reject(reason)
    else this.#controller.abort(reason)
  }

  /** Nothing more will come. */
  bodyClosed(): void {
    const at = this.#calls.indexOf(this)
    if (at >= 0) this.#calls.splice(at, 1)
  }
}
