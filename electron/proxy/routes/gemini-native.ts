/** Google's own API, passed through byte for byte (conformance D). */
import { applySwitches } from '../../convert/gemini-native/switches.ts'
import type { UpstreamAnswer } from '../../gemini/client.ts'
import { describeBreak } from '../../gemini/upstream-failure.ts'
import {
  classify,
  classifyEmpty,
  classifyFailure,
  parseGoogleError,
  statusOfGoogleError,
} from '../../gemini/error.ts'
import { modelFamily } from '../../gemini/families.ts'
import type { Lease } from '../../keys/lease.ts'
import { nextOf, notYet } from '../../shared/arrivals.ts'
import { answerSignal } from '../answer-signal.ts'
import type { ProxyContext } from '../context.ts'
import { beginAnswer, type RouteReply, type RouteRequest } from '../exchange.ts'
import { conversationOfBody } from '../conversation.ts'
import { type Accepted, callWithFailover, rejected } from '../failover.ts'
import { failedFields, problemOf } from '../failure-problem.ts'
import {
  forwardedHeaders,
  isGenerating,
  type NativeTarget,
  readNativeTarget,
  returnedHeaders,
} from '../native-call.ts'
import { refuseDotSegments, upstreamPath } from '../path.ts'
import { googleErrorBody, type ProblemFields } from '../problem.ts'
import { pinnedKey } from '../resources/pinned-key.ts'
import {
  collectionInPath,
  resourceInPath,
  resourcesInBody,
  resourcesMade,
} from '../resources/resource-names.ts'
import { nativeList } from './native-list.ts'
import { servedBy } from '../served-by.ts'
import { noteUsage, type RequestTrace } from '../trace.ts'
import { usageInTail, usageInText } from '../usage-in-tail.ts'
import { writeWithBackPressure } from '../sse-response.ts'
import { endTogether } from '../write-together.ts'

interface Opened {
  answer: UpstreamAnswer
  first: Buffer | undefined
}

/** Serves one native request of any method and verb. */
export async function geminiNative(
  context: ProxyContext,
  request: RouteRequest,
  reply: RouteReply,
): Promise<void> {
  const url = upstreamPath(request.raw.url ?? '')
  refuseDotSegments(url)
  const target = readNativeTarget(request.method, url, context.models.known())
  const isGet = request.method === 'GET'
  const collection = isGet ? collectionInPath(target.path) : undefined
  if (
    collection !== undefined &&
    (await nativeList(context, request, reply, { collection, target }))
  ) {
    return
  }
  const signal = answerSignal(reply, context.stopping)
  const { trace } = request
  trace.modelAsked = target.search ? `${target.model}-search` : (target.model ?? '')
  trace.stream = target.streams !== undefined
  const result = await callWithFailover<Opened>(context, {
    call: upstreamCall(context, request, target),
    model: target.model,
    preferPaid: target.model !== undefined && modelFamily(target.model).isImage,
    // Lists are paged, and a page token is only good with the key that got it (conformance D3).
    preferredKeyId: isGet
      ? context.pool.list().find((key) => key.ready && !key.paid)?.id
      : undefined,
    onlyKeyId: keyOfResources(context, target, request.body as Buffer | undefined),
    conversation: nativeConversation(target, request.body as Buffer | undefined),
    repeatable: target.repeatable,
    signal,
    trace,
    accept: (answer) => open(answer, target, signal),
  })
  if (result.kind !== 'answered') {
    throw problemOf(result, target.model, context.redactor, context.nowMs())
  }
  servedBy(reply, result.lease)
  learnResources(context, target, result.lease, result.value.first)
  await relay(context, target, reply, result.lease, result.value, signal, trace)
}

function keyOfResources(
  { resourceKeys, pool }: ProxyContext,
  { path }: NativeTarget,
  body: Buffer | undefined,
): string | undefined {
  if (resourceKeys.isEmpty) return undefined
  const inPath = resourceInPath(path)
  const inBody = body === undefined ? [] : resourcesInBody(body)
  const names = inPath === undefined ? inBody : [inPath, ...inBody]
  return pinnedKey(names, resourceKeys, pool)
}

/** Google puts the name of what was made at the beginning. */
const NAMES_BYTES = 16 * 1024

/** Notes what a call has made: its answer bears a name, and that of an operation its results. */
function learnResources(
  { resourceKeys }: ProxyContext,
  { path, verb, repeatable }: NativeTarget,
  { keyId }: Lease,
  first: Buffer | undefined,
): void {
  // What a verb of a model only computes has no name.
  if (first === undefined || (repeatable && verb !== undefined)) return
  if (repeatable && resourceInPath(path) === undefined) return
  for (const name of resourcesMade(first.toString('latin1', 0, NAMES_BYTES))) {
    resourceKeys.remember(name, keyId)
  }
}

function nativeConversation(target: NativeTarget, body: Buffer | undefined): string | undefined {
  return target.model !== undefined && isGenerating(target)
    ? conversationOfBody(target.model, body)
    : undefined
}

function upstreamCall(context: ProxyContext, request: RouteRequest, target: NativeTarget) {
  const sent = request.body as Buffer | undefined
  const { codeExecutionEnabled } = context.settings()
  const isText = target.model !== undefined && !modelFamily(target.model).isImage
  const switches = {
    search: target.search,
    codeExecution: codeExecutionEnabled && isGenerating(target) && isText,
  }
  const body = sent === undefined ? undefined : applySwitches(sent, switches)
  return {
    method: request.method,
    path: target.path + target.query,
    headers: forwardedHeaders(request.headers),
    ...(body === undefined ? {} : { body }),
  }
}

/** Waits for the first bytes: until they are there, and no error, another key may still serve. */
async function open(
  answer: UpstreamAnswer,
  target: NativeTarget,
  signal: AbortSignal,
): Promise<Accepted<Opened>> {
  try {
    const first = await nextOf(answer.body)
    const failure = target.streams === undefined ? undefined : streamFailure(first)
    if (failure === undefined) return { kind: 'accepted', value: { answer, first } }
    answer.body.destroy()
    return rejected(failure)
  } catch (error) {
    signal.throwIfAborted()
    return rejected({ verdict: classifyFailure(describeBreak(error)) })
  }
}

/** A stream that begins with an error, or is empty, has not begun. */
function streamFailure(first: Buffer | undefined) {
  if (first === undefined) return { verdict: classifyEmpty('empty_response') }
  const head = first.subarray(0, 64).toString('latin1')
  if (!/^\s*(?:data:\s*)?\[?\s*\{\s*"error"/.test(head)) return undefined
  const text = first
    .toString('utf8')
    .trim()
    .replace(/^data:\s*/, '')
  const error = parseGoogleError(text.startsWith('[') && !text.endsWith(']') ? `${text}]` : text)
  const status = statusOfGoogleError(error)
  return { verdict: classify(status, error), google: { status, error } }
}

async function relay(
  context: ProxyContext,
  target: NativeTarget,
  reply: RouteReply,
  lease: Lease,
  { answer, first }: Opened,
  signal: AbortSignal,
  trace: RequestTrace,
): Promise<void> {
  const headers = returnedHeaders(answer.headers)
  if (first !== undefined && isWhole(first, answer)) {
    lease.succeed()
    // As text, which keeps every byte, head and body leave in one piece.
    const text = first.toString('latin1')
    noteUsage(trace, usageInText(text))
    headers['content-length'] = String(first.length)
    endTogether(beginAnswer(reply, answer.status, headers), text, 'latin1')
    return
  }
  const raw = beginAnswer(reply, answer.status, headers)
  let beforeLast: Buffer | undefined
  let last: Buffer | undefined
  try {
    let bytes: Buffer | typeof notYet | undefined = first
    for (; bytes !== undefined; bytes = answer.body.take()) {
      if (bytes === notYet) {
        await answer.body.arrival()
        continue
      }
      const waiting = writeWithBackPressure(raw, bytes, signal)
      if (waiting !== undefined) await waiting
      beforeLast = last
      last = bytes
    }
    lease.succeed()
    endTogether(raw)
  } catch (error) {
    breakOff(context, target, reply, lease, last, signal, error)
  } finally {
    noteUsage(trace, usageInTail([beforeLast, last]))
    answer.body.destroy()
  }
}

/** Longer ones are not worth a copy. */
const MAX_COPIED_BYTES = 64 * 1024

/** Whether the first bytes of an answer are all of it. */
function isWhole({ length }: Buffer, { headers, body }: UpstreamAnswer): boolean {
  const isAll = body.isComplete || headers['content-length'] === String(length)
  return isAll && length <= MAX_COPIED_BYTES
}

/** The answer cannot be completed: say so in the stream's own form (conformance D2). */
function breakOff(
  context: ProxyContext,
  target: NativeTarget,
  reply: RouteReply,
  lease: Lease,
  last: Buffer | undefined,
  signal: AbortSignal,
  error: unknown,
): void {
  const verdict = classifyFailure(describeBreak(error))
  if (signal.aborted) lease.cancel()
  else lease.fail(verdict)
  if (reply.raw.destroyed) return
  const fields = signal.aborted ? stoppingFields : failedFields({ verdict }, context.redactor)
  const body = googleErrorBody(fields)
  if (target.streams === 'sse') {
    const gap =
      last !== undefined && /\r?\n\r?\n$/.test(last.subarray(-4).toString()) ? '' : '\r\n\r\n'
    endTogether(reply.raw, `${gap}data: ${body}\r\n\r\n`)
  } else if (target.streams === 'array') {
    endTogether(reply.raw, `,\r\n${body}\r\n]`)
  } else {
    // One JSON value cannot carry an error at its end; a broken connection is the honest answer.
    reply.raw.destroy()
  }
}

const stoppingFields: ProblemFields = {
  status: 503,
  type: 'api_error',
  message: 'Gemini Balance is shutting down; the answer is incomplete',
}
