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
  if (stopping.aborted) controller.abort(stopping.reason)
  const open = openAnswers(stopping)
  open.add(controller)
  insideSignal(reply)?.addEventListener('abort', () => controller.abort(new ClientGone()), {
    once: true,
  })
  reply.raw.on('close', () => {
    open.delete(controller)
    if (!isDelivered(reply.raw)) controller.abort(new ClientGone())
  })
  return controller.signal
}

const answersOf = new WeakMap<AbortSignal, Set<AbortController>>()

/**
 * What is aborted together with a signal. One listener for all of them: AbortSignal.any would tie
 * every answer to a signal that lives for days, and a listener each costs more than the set.
 */
function openAnswers(stopping: AbortSignal): Set<AbortController> {
  let answers = answersOf.get(stopping)
  if (answers === undefined) {
    const controllers = (answers = new Set<AbortController>())
    answersOf.set(stopping, controllers)
    stopping.addEventListener('abort', () => {
      for (const controller of controllers) controller.abort(stopping.reason)
    })
  }
  return answers
}
