/** `POST /v1/chat/completions`, whole and streamed. */
import { joinCompletions } from '../../convert/openai-chat/choices.ts'
import type { ChatChunk, ChatCompletion } from '../../convert/openai-chat/response/chat-chunk.ts'
import { ChatEventWriter } from '../../convert/openai-chat/response/chat-events.ts'
import { toChatCompletion } from '../../convert/openai-chat/response/response.ts'
import { createChatStream } from '../../convert/openai-chat/response/stream.ts'
import { classifyEmpty } from '../../gemini/error.ts'
import { modelFamily } from '../../gemini/families.ts'
import type { GenerateContentResponse } from '../../gemini/wire.ts'
import type { Lease } from '../../keys/lease.ts'
import { nextOf, notYet } from '../../shared/arrivals.ts'
import { andThen, type AtOnce } from '../../shared/at-once.ts'
import { type ChatCall, prepareChat, upstreamCall } from '../chat-call.ts'
import { type BegunStream, callForChoices, joinStreams } from '../chat-choices.ts'
import { type ChatStep, ChatSteps, verdictOn } from '../chat-steps.ts'
import type { ProxyContext } from '../context.ts'
import { type RouteReply, type RouteRequest, sendJson } from '../exchange.ts'
import { askOnWith } from '../continuation.ts'
import { type Accepted, callWithFailover, type FailoverCall, rejected } from '../failover.ts'
import { failedFields, problemOf } from '../failure-problem.ts'
import { openAiErrorBody, type Problem } from '../problem.ts'
import { type Deliver, hostImages } from '../images/hosted-images.ts'
import { lastWords } from '../images/last-words.ts'
import { learnFromAnswer } from '../learn-from-answer.ts'
import { servedBy } from '../served-by.ts'
import { noteUsage, type RequestTrace } from '../trace.ts'
import { type PiecedAnswer, StreamedPieces, wholePieces } from '../pieced-answer.ts'
import { PatientStream } from '../patient-stream.ts'

const STREAM_VERB = 'streamGenerateContent?alt=sse'

type Accept<T> = FailoverCall<T>['accept']

/** Serves one chat completion; a request that is wrong in itself throws or rejects. */
export function chatCompletions(
  context: ProxyContext,
  request: RouteRequest,
  reply: RouteReply,
): AtOnce<void> {
  // The call is in no variable here: a stream may take minutes and needs nothing of its request.
  const begun = andThen(prepareChat(context, request, reply), (call) =>
    answerCall(context, call, reply),
  )
  return andThen(begun, (relay) => relay && relayStream(context, relay))
}

/** Answers; gives the rest of a stream that has begun. */
function answerCall(
  context: ProxyContext,
  call: ChatCall,
  reply: RouteReply,
): Promise<Relay | undefined> {
  const answer = call.request.stream === true ? openStream : wholeAnswer
  return answer(context, call, reply)
}

async function wholeAnswer(
  context: ProxyContext,
  call: ChatCall,
  reply: RouteReply,
): Promise<undefined> {
  const verb = call.converted.mayTakeLong ? STREAM_VERB : 'generateContent'
  const ask = (trace: RequestTrace, choice?: number) => {
    const accept: Accept<ChatCompletion> = (answer, lease, sent) =>
      acceptWhole(context, call, trace, {
        first: answer,
        askOn: askOnWith(context.client, sent, lease),
      })
    return callWithFailover(context, upstreamCall(call, verb, trace, accept, choice))
  }
  const result =
    call.choices === 1 ? await ask(call.trace) : await callForChoices(call, ask, joinCompletions)
  if (result.kind !== 'answered') {
    throw problemOf(result, call.model, context.redactor, context.nowMs())
  }
  result.lease.succeed()
  servedBy(reply, result.lease)
  sendJson(reply, JSON.stringify(result.value))
}

function acceptWhole(
  context: ProxyContext,
  call: ChatCall,
  trace: RequestTrace,
  pieced: PiecedAnswer,
): AtOnce<Accepted<ChatCompletion>> {
  const read = wholePieces(pieced, call.signal, call.converted.mayTakeLong)
  const deliver = delivery(context, call)
  return andThen(deliver === undefined ? read : hosted(read, deliver), (whole) =>
    whole.kind === 'rejected' ? whole : acceptChunks(context, call, trace, whole.value),
  )
}

/** The same answer with links in place of its images. */
async function hosted(
  read: AtOnce<Accepted<GenerateContentResponse[]>>,
  deliver: Deliver,
): Promise<Accepted<GenerateContentResponse[]>> {
  const whole = await read
  if (whole.kind === 'rejected') return whole
  return { kind: 'accepted', value: await hostImages(whole.value, deliver) }
}

function acceptChunks(
  context: ProxyContext,
  call: ChatCall,
  trace: RequestTrace,
  chunks: GenerateContentResponse[],
): Accepted<ChatCompletion> {
  for (const { usageMetadata } of chunks) noteUsage(trace, usageMetadata)
  const result = toChatCompletion(chunks, call.answer, call.converted.mayTakeLong)
  if (result.kind !== 'finished') {
    return rejected({ verdict: verdictOn(result) })
  }
  learnFromAnswer(context, call.model, result.completion)
  return { kind: 'accepted', value: result.completion }
}

/** How the images of an answer become links; undefined for models that draw none. */
function delivery(
  { imageDelivery }: ProxyContext,
  { request, model, origin, signal }: ChatCall,
): Deliver | undefined {
  if (!modelFamily(model).isImage) return undefined
  const prompt = lastWords(request)
  return (image) => imageDelivery.deliver({ ...image, prompt, model }, origin, signal)
}

/** What it takes to pass on a stream of which the first visible step is there. */
interface Relay extends BegunStream, Pick<ChatCall, 'model' | 'signal' | 'log'> {
  events: PatientStream
  lease: Lease
}

/** Throws what went wrong as long as a status of its own can tell it; later it is the last event. */
async function openStream(
  context: ProxyContext,
  call: ChatCall,
  reply: RouteReply,
): Promise<Relay | undefined> {
  const { model, signal, log } = call
  const begin = streamBegin(context, call)
  const events = new PatientStream(reply, context.settings().keepAliveSeconds * 1000)
  try {
    const result =
      call.choices === 1 ? await begin(call.trace) : await callForChoices(call, begin, joinStreams)
    if (result.kind === 'answered') {
      const { value, lease } = result
      if (!events.begun) servedBy(reply, lease)
      return { ...value, model, signal, log, events, lease }
    }
    fail(events, call, problemOf(result, model, context.redactor, context.nowMs()))
  } catch (error) {
    events.stop()
    if (!events.begun) throw error
    endEarly(context, call, events, error)
  }
  return undefined
}

/** Calls Google once and reads up to the first visible step. */
function streamBegin(context: ProxyContext, call: ChatCall) {
  const includeUsage = call.request.stream_options?.include_usage === true
  return (trace: RequestTrace, choice?: number) => {
    const accept: Accept<BegunStream> = (upstream, lease, sent) => {
      const stream = createChatStream({ ...call.answer, includeUsage })
      const pieced = { first: upstream, askOn: askOnWith(context.client, sent, lease) }
      const pieces = new StreamedPieces(pieced, call.signal, delivery(context, call))
      return beginStream(new ChatSteps(pieces, stream, trace))
    }
    return callWithFailover(context, upstreamCall(call, STREAM_VERB, trace, accept, choice))
  }
}

/** A failure has a status of its own until the stream has begun; then it is the last event. */
function fail(events: PatientStream, { trace }: ChatCall, problem: Problem): void {
  if (!events.begun) throw problem
  const { status, code, type, message } = problem.fields
  trace.failure = { status, code: code ?? type, message }
  events.end(errorEvent(problem.fields))
}

/** Reads up to the first visible step; until then the next key may still be tried (B3 rule 3). */
async function beginStream(steps: ChatSteps): Promise<Accepted<BegunStream>> {
  const first = await nextOf(steps)
  if (first === undefined) return rejected({ verdict: classifyEmpty('empty_response') })
  if (first.kind === 'failed') return rejected(first.failure)
  return { kind: 'accepted', value: { first, rest: steps } }
}

async function relayStream(context: ProxyContext, relay: Relay): Promise<void> {
  const { events } = relay
  try {
    await relaySteps(context, relay)
  } catch (error) {
    if (!events.begun) throw error
    endEarly(context, relay, events, error)
  } finally {
    events.stop()
  }
}

async function relaySteps(
  context: ProxyContext,
  { model, signal, events, lease, first, rest }: Relay,
): Promise<void> {
  const writer = new ChatEventWriter()
  const learn = (chunks: readonly ChatChunk[]) => {
    for (const chunk of chunks) learnFromAnswer(context, model, chunk)
  }
  try {
    let step: ChatStep | typeof notYet | undefined = first
    for (; step === notYet || step?.kind === 'chunks'; step = rest.take()) {
      if (step === notYet) {
        await rest.arrival()
        continue
      }
      learn(step.chunks)
      const waiting = events.write(textOf(step, writer, context), signal)
      if (waiting !== undefined) await waiting
    }
    if (step?.kind === 'finished') learn(step.chunks)
    if (step?.kind === 'failed') lease.fail(step.failure.verdict)
    else lease.succeed()
    // The last events and the end leave in one piece.
    events.end(step && textOf(step, writer, context))
  } catch (error) {
    lease.cancel()
    throw error
  } finally {
    rest.destroy()
  }
}

/** What a step looks like on the wire. `[DONE]` ends a whole answer only (conformance B6). */
function textOf(step: ChatStep, writer: ChatEventWriter, { redactor }: ProxyContext): string {
  if (step.kind === 'failed') return errorEvent(failedFields(step.failure, redactor))
  let events = ''
  for (const chunk of step.chunks) events += writer.write(chunk)
  return step.kind === 'finished' ? `${events}data: [DONE]\n\n` : events
}

function errorEvent(fields: Parameters<typeof openAiErrorBody>[0]): string {
  return `data: ${openAiErrorBody(fields)}\n\n`
}

/** A stream that cannot go on says so. A client that has gone hears nothing. */
function endEarly(
  { stopping }: ProxyContext,
  { signal, log }: Pick<ChatCall, 'signal' | 'log'>,
  events: PatientStream,
  error: unknown,
): void {
  if (signal.aborted && !stopping.aborted) return
  if (!signal.aborted) log().error({ err: error }, 'stream failed')
  const reason = signal.aborted
    ? { status: 503, code: 'shutting_down', message: 'Gemini Balance is shutting down' }
    : { status: 500, code: 'internal_error', message: 'Gemini Balance failed; its log says why' }
  const message = `${reason.message}; the answer is incomplete`
  events.end(errorEvent({ ...reason, type: 'api_error', message }))
}
