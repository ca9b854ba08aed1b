/** Speech passed on while it is made: bare samples, or events with samples in base64. */
import type { FastifyReply } from 'fastify'
import { contentBlock } from '../convert/content-block.ts'
import { wavHeader, type Pcm } from '../convert/pcm.ts'
import { pcmOf } from '../convert/openai-audio/speech-answer.ts'
import type { SpeechPlan } from '../convert/openai-audio/speech-request.ts'
import { tokensOf } from '../convert/openai-audio/token-usage.ts'
import { mergeUsage } from '../convert/openai-chat/response/usage.ts'
import type { UpstreamAnswer } from '../gemini/client.ts'
import { classifyBlocked, classifyEmpty } from '../gemini/error.ts'
import type { GenerateContentResponse, UsageMetadata } from '../gemini/wire.ts'
import type { Lease } from '../keys/lease.ts'
import { each } from '../shared/arrivals.ts'
import type { ProxyContext } from './context.ts'
import { type Accepted, type FailedAttempt, rejected } from './failover.ts'
import { failedFields } from './failure-problem.ts'
import { openAiErrorBody } from './problem.ts'
import { beginEventStream, eventOf, writeWithBackPressure } from './sse-response.ts'
import { StreamFailed, streamChunks } from './stream-chunks.ts'
import { noteUsage, type RequestTrace } from './trace.ts'
import { endTogether } from './write-together.ts'

type SpeechStep =
  | { kind: 'sound'; pcm: Pcm }
  | { kind: 'finished'; usage: UsageMetadata }
  | { kind: 'failed'; failure: FailedAttempt }

/** A stream whose first sound is there. */
export interface BegunSpeech {
  first: SpeechStep
  rest: AsyncGenerator<SpeechStep, void>
}

/** Reads up to the first sound; until then another key may be tried. */
export async function beginSpeech(
  answer: UpstreamAnswer,
  signal: AbortSignal,
  trace: RequestTrace,
): Promise<Accepted<BegunSpeech>> {
  const steps = speechSteps(answer, signal, trace)
  const { value: first } = await steps.next()
  if (first?.kind === 'sound') return { kind: 'accepted', value: { first, rest: steps } }
  if (first?.kind === 'failed') return rejected(first.failure)
  return rejected({ verdict: classifyEmpty('empty_response', 'Google sent no sound') })
}

async function* speechSteps(
  answer: UpstreamAnswer,
  signal: AbortSignal,
  trace: RequestTrace,
): AsyncGenerator<SpeechStep, void> {
  let usage: UsageMetadata = {}
  let last: GenerateContentResponse = {}
  try {
    for await (const received of each(streamChunks(answer, signal))) {
      for (const chunk of received) {
        noteUsage(trace, chunk.usageMetadata)
        usage = mergeUsage(usage, chunk.usageMetadata)
        if (chunk.candidates?.[0]?.finishReason || chunk.promptFeedback) last = chunk
        const pcm = pcmOf(chunk)
        if (pcm !== undefined && pcm.samples.length > 0) yield { kind: 'sound', pcm }
      }
    }
    yield endOf(last, usage)
  } catch (error) {
    if (!(error instanceof StreamFailed)) throw error
    yield { kind: 'failed', failure: error.failure }
  }
}

function endOf(last: GenerateContentResponse, usage: UsageMetadata): SpeechStep {
  const block = contentBlock(last)
  if (block !== undefined) return { kind: 'failed', failure: { verdict: classifyBlocked(block) } }
  if (last.candidates?.[0]?.finishReason) return { kind: 'finished', usage }
  const message = 'The speech of Google broke off before its end'
  return { kind: 'failed', failure: { verdict: classifyEmpty('stream_truncated', message) } }
}

interface SpeechAnswer {
  plan: SpeechPlan
  reply: FastifyReply
  signal: AbortSignal
  lease: Lease
}

/**
 * Passes a begun stream on and ends the lease. Events end with an error event when it breaks off;
 * bare samples have no word for that, so the connection breaks, too.
 */
export async function relaySpeech(
  context: ProxyContext,
  { plan, reply, signal, lease }: SpeechAnswer,
  { first, rest }: BegunSpeech,
): Promise<void> {
  const type = plan.events ? {} : { 'content-type': 'audio/pcm' }
  const response = beginEventStream(reply, type)
  const write = plan.events ? eventWriter(plan, context) : bareSamples
  try {
    for (let step: SpeechStep | undefined = first; step !== undefined;) {
      if (step.kind === 'failed') lease.fail(step.failure.verdict)
      const data = write(step)
      if (data === undefined) return void response.destroy()
      await writeWithBackPressure(response, data, signal)
      step = (await rest.next()).value ?? undefined
    }
    lease.succeed()
    endTogether(response)
  } catch (error) {
    lease.cancel()
    if (!signal.aborted) throw error
    response.destroy()
  } finally {
    await rest.return()
  }
}

/** What goes out for a step; undefined for what cannot be said in samples. */
function bareSamples(step: SpeechStep): Buffer | undefined {
  if (step.kind === 'failed') return undefined
  return step.kind === 'sound' ? step.pcm.samples : Buffer.alloc(0)
}

/** OpenAI's events; the first sound of a WAV file has its header in front. */
function eventWriter({ format }: SpeechPlan, { redactor }: ProxyContext) {
  let needsHeader = format === 'wav'
  return (step: SpeechStep): string => {
    if (step.kind === 'failed') {
      return `data: ${openAiErrorBody(failedFields(step.failure, redactor))}\n\n`
    }
    if (step.kind === 'finished') {
      return eventOf({ type: 'speech.audio.done', usage: tokensOf(step.usage) })
    }
    const { samples, sampleRateHz } = step.pcm
    const header = needsHeader ? [wavHeader(undefined, sampleRateHz)] : []
    needsHeader = false
    const audio = Buffer.concat([...header, samples]).toString('base64')
    return eventOf({ type: 'speech.audio.delta', audio })
  }
}
