/** `POST /v1/audio/speech` (conformance A7). */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { contentBlock } from '../../convert/content-block.ts'
import { wavOf } from '../../convert/openai-audio/speech-answer.ts'
import { type SpeechPlan, toSpeech } from '../../convert/openai-audio/speech-request.ts'
import type { UpstreamAnswer } from '../../gemini/client.ts'
import { classifyBlocked, classifyEmpty } from '../../gemini/error.ts'
import { answerSignal } from '../answer-signal.ts'
import type { ProxyContext } from '../context.ts'
import { type Accepted, callWithFailover, type FailoverCall, rejected } from '../failover.ts'
import { problemOf } from '../failure-problem.ts'
import { parseJsonBody } from '../request-body.ts'
import { servedBy } from '../served-by.ts'
import { beginSpeech, relaySpeech } from '../speech-stream.ts'
import { noteUsage, type RequestTrace } from '../trace.ts'
import { readWholeAnswer } from '../whole-answer.ts'

/** Speaks a text: whole as a WAV file, as it is made in bare samples or events. */
export async function speech(
  context: ProxyContext,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const body = parseJsonBody(request.body as Buffer | undefined)
  const { speechModel } = context.settings()
  const plan = toSpeech(body, { speechModel, known: context.models.known() })
  const { trace } = request
  trace.modelAsked = modelAsked(body)
  const signal = answerSignal(reply, context.stopping)
  return plan.events || plan.format === 'pcm'
    ? spokenStream(context, plan, signal, trace, reply)
    : spokenWhole(context, plan, signal, trace, reply)
}

function modelAsked(body: unknown): string {
  const isNamed = typeof body === 'object' && body !== null && 'model' in body
  return isNamed && typeof body.model === 'string' ? body.model : ''
}

async function spokenWhole(
  context: ProxyContext,
  plan: SpeechPlan,
  signal: AbortSignal,
  trace: RequestTrace,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const result = await callWithFailover(context, {
    ...upstreamCall(plan, 'generateContent', signal, trace),
    accept: (answer) => acceptWav(answer, signal, trace),
  })
  if (result.kind !== 'answered') {
    throw problemOf(result, plan.model, context.redactor, context.nowMs())
  }
  result.lease.succeed()
  servedBy(reply, result.lease)
  return reply.type('audio/wav').send(result.value)
}

async function acceptWav(
  answer: UpstreamAnswer,
  signal: AbortSignal,
  trace: RequestTrace,
): Promise<Accepted<Buffer>> {
  const whole = await readWholeAnswer(answer, signal)
  if (whole.kind === 'rejected') return whole
  noteUsage(trace, whole.value.usageMetadata)
  const wav = wavOf(whole.value)
  if (wav !== undefined) return { kind: 'accepted', value: wav }
  const block = contentBlock(whole.value)
  if (block !== undefined) return rejected({ verdict: classifyBlocked(block) })
  return rejected({ verdict: classifyEmpty('empty_response', 'Google sent no sound') })
}

async function spokenStream(
  context: ProxyContext,
  plan: SpeechPlan,
  signal: AbortSignal,
  trace: RequestTrace,
  reply: FastifyReply,
): Promise<FastifyReply> {
  trace.stream = true
  const result = await callWithFailover(context, {
    ...upstreamCall(plan, 'streamGenerateContent?alt=sse', signal, trace),
    accept: (answer) => beginSpeech(answer, signal, trace),
  })
  if (result.kind !== 'answered') {
    throw problemOf(result, plan.model, context.redactor, context.nowMs())
  }
  servedBy(reply, result.lease)
  await relaySpeech(context, { plan, reply, signal, lease: result.lease }, result.value)
  return reply
}

function upstreamCall(
  { model, body }: SpeechPlan,
  verb: string,
  signal: AbortSignal,
  trace: RequestTrace,
): Omit<FailoverCall<never>, 'accept'> {
  return {
    call: {
      method: 'POST',
      path: `/v1beta/models/${model}:${verb}`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    },
    model,
    repeatable: true,
    signal,
    trace,
  }
}
