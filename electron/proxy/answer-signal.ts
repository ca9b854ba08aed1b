/** When to stop working on an answer. */
import type { RouteReply } from './exchange.ts'
import { insideSignal, isDelivered } from './inside-call.ts'

/** The client hung up before its answer was complete. */
export class ClientGone extends Error {
  constructor() {
    super('The client closed the connection')
    this.name = 'ClientGone'
  }
}

/**
 * A signal for one answer: aborted with `ClientGone` when the client's socket closes too early, or
 * with the service's own reason when it stops.
 */
export function answerSignal(reply: RouteReply, stopping: AbortSignal): AbortSignal {
  const controller = new AbortController()
  const stop = () => controller.abort(stopping.reason)
  if (stopping.aborted) stop()
  // By hand, because AbortSignal.any would tie every answer to a signal that lives for days.
  stopping.addEventListener('abort', stop)
  insideSignal(reply)?.addEventListener('abort', () => controller.abort(new ClientGone()), {
    once: true,
  })
  reply.raw.once('close', () => {
    stopping.removeEventListener('abort', stop)
    if (!isDelivered(reply.raw)) controller.abort(new ClientGone())
  })
  return controller.signal
}
