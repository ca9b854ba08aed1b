/** `POST /v1/audio/transcriptions` and `/v1/audio/translations` (conformance A7). */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { contentBlock } from '../../convert/content-block.ts'
import { tokensOf } from '../../convert/openai-audio/token-usage.ts'
import { type Transcript, toTranscript } from '../../convert/openai-audio/transcript.ts'
import { formatTranscript } from '../../convert/openai-audio/transcript-format.ts'
import {
  toTranscription,
  type TranscriptionPlan,
} from '../../convert/openai-audio/transcription-request.ts'
import type { UpstreamAnswer } from '../../gemini/client.ts'
import { classifyBlocked, classifyEmpty } from '../../gemini/error.ts'
import type { UsageMetadata } from '../../gemini/wire.ts'
import { answerSignal } from '../answer-signal.ts'
import type { ProxyContext } from '../context.ts'
import { type Accepted, callWithFailover, rejected } from '../failover.ts'
import { problemOf } from '../failure-problem.ts'
import { jsonBytes } from '../json-bytes.ts'
import { parseMultipart } from '../multipart.ts'
import { servedBy } from '../served-by.ts'
import { eventOf } from '../sse-response.ts'
import { noteUsage, type RequestTrace } from '../trace.ts'
import { readWholeAnswer } from '../whole-answer.ts'

/** Writes down what is said in a recording, or translates it into English. */
export async function transcriptions(
  context: ProxyContext,
  task: TranscriptionPlan['task'],
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const form = await parseMultipart(
    request.headers['content-type'],
    request.body as Buffer | undefined,
  )
  const { trace } = request
  trace.modelAsked = form.fields.get('model')?.at(-1) ?? ''
  const { transcriptionModel, speechTranslationModel } = context.settings()
  const plan = toTranscription(form, {
    task,
    standIn: task === 'transcribe' ? transcriptionModel : speechTranslationModel,
    known: context.models.known(),
  })
  const signal = answerSignal(reply, context.stopping)
  const result = await callWithFailover(context, {
    call: {
      method: 'POST',
      path: `/v1beta/models/${plan.model}:generateContent`,
      headers: { 'content-type': 'application/json' },
      body: jsonBytes(plan.body),
    },
    model: plan.model,
    repeatable: true,
    signal,
    trace,
    accept: (answer) => acceptTranscript(answer, plan, signal, trace),
  })
  if (result.kind !== 'answered') {
    throw problemOf(result, plan.model, context.redactor, context.nowMs())
  }
  result.lease.succeed()
  servedBy(reply, result.lease)
  const { transcript, usage } = result.value
  if (plan.events) {
    return reply.type('text/event-stream; charset=utf-8').send(eventsOf(transcript, usage))
  }
  const { contentType, body } = formatTranscript(transcript, plan, usage)
  return reply.type(contentType).send(body)
}

interface Heard {
  transcript: Transcript
  usage: UsageMetadata
}

/** Silence is an answer; a transcript without the times that were asked for is none. */
async function acceptTranscript(
  answer: UpstreamAnswer,
  { needsTimes }: TranscriptionPlan,
  signal: AbortSignal,
  trace: RequestTrace,
): Promise<Accepted<Heard>> {
  const whole = await readWholeAnswer(answer, signal)
  if (whole.kind === 'rejected') return whole
  const { usageMetadata: usage = {}, candidates } = whole.value
  noteUsage(trace, usage)
  const transcript = toTranscript(whole.value)
  const block = contentBlock(whole.value)
  if (transcript.text === '' && block !== undefined) {
    return rejected({ verdict: classifyBlocked(block) })
  }
  if (candidates?.[0]?.finishReason === undefined) {
    return rejected({ verdict: classifyEmpty('empty_response') })
  }
  if (needsTimes && transcript.text !== '' && transcript.words.length === 0) {
    const message = 'Google did not say when each word was spoken'
    return rejected({ verdict: classifyEmpty('incomplete_response', message) })
  }
  return { kind: 'accepted', value: { transcript, usage } }
}

/** Google sends a transcript whole, so its events come at once. */
function eventsOf({ text }: Transcript, usage: UsageMetadata): string {
  const delta = text === '' ? '' : eventOf({ type: 'transcript.text.delta', delta: text })
  return delta + eventOf({ type: 'transcript.text.done', text, usage: tokensOf(usage) })
}
