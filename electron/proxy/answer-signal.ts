/** When to stop working on an answer. */
import type { Socket } from 'node:net'
import type { RouteReply } from './exchange.ts'
import { insideSignal, isDelivered, isInside } from './inside-call.ts'

/** The client hung up before its answer was complete. */
export class ClientGone extends Error {
  constructor() {
    super('The client closed the connection')
    this.name = 'ClientGone'
  }
}

/**
 * When to stop working on an answer: aborted with `ClientGone` when the client's socket closes, or
 * with the service's own reason when it stops. All answers of one connection share the signal, which
 * costs a short one less than a signal of its own.
 */
export function answerSignal(reply: RouteReply, stopping: AbortSignal): AbortSignal {
  if (isInside(reply)) return insideAnswerSignal(reply, stopping)
  const { socket } = reply.request.raw
  const known = signals.get(socket)
  if (known !== undefined) return known
  const controller = abortedWith(stopping)
  socket.once('close', () => {
    openAnswers(stopping).delete(controller)
    controller.abort(new ClientGone())
  })
  signals.set(socket, controller.signal)
  return controller.signal
}

const signals = new WeakMap<Socket, AbortSignal>()

/** A request from inside has no socket: its caller says when it leaves. */
function insideAnswerSignal(reply: RouteReply, stopping: AbortSignal): AbortSignal {
  const controller = abortedWith(stopping)
  const leave = () => controller.abort(new ClientGone())
  insideSignal(reply)?.addEventListener('abort', leave, { once: true })
  reply.raw.on('close', () => {
    openAnswers(stopping).delete(controller)
    if (!isDelivered(reply.raw)) leave()
  })
  return controller.signal
}

function abortedWith(stopping: AbortSignal): AbortController {
  const controller = new AbortController()
  if (stopping.aborted) controller.abort(stopping.reason)
  else openAnswers(stopping).add(controller)
  return controller
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
