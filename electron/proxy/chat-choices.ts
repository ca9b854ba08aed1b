/** `n` choices of one chat request: as many calls at once, joined into one answer (A3). */
import { asChoice, sumUsage } from '../convert/openai-chat/choices.ts'
import type { ChatChunk, ChatUsage } from '../convert/openai-chat/response/chat-chunk.ts'
import type { Lease } from '../keys/lease.ts'
import { type Arrivals, nextOf, notYet } from '../shared/arrivals.ts'
import type { TokenCounts } from '../shared/request-record.ts'
import type { ChatStep } from './chat-steps.ts'
import type { FailedAttempt, FailoverResult } from './failover.ts'
import type { RequestTrace } from './trace.ts'

type Answered<T> = Extract<FailoverResult<T>, { kind: 'answered' }>

/**
 * Makes the calls of all choices, each with a trace of its own that is added up in `trace`. Choices
 * that fail are left out as long as one answers; otherwise the first failure is the answer. Rejects
 * with the reason of `signal`.
 */
export async function callForChoices<T, Joined>(
  { choices, trace, signal }: { choices: number; trace: RequestTrace; signal: AbortSignal },
  callOnce: (trace: RequestTrace, choice: number) => Promise<FailoverResult<T>>,
  join: (values: T[], leases: Lease[]) => Joined | Promise<Joined>,
): Promise<FailoverResult<Joined>> {
  const traces = Array.from({ length: choices }, () => ({
    ...trace,
    tokens: undefined,
    retries: 0,
  }))
  const outcomes = await Promise.allSettled(traces.map((one, choice) => callOnce(one, choice)))
  trace.model = traces[0]?.model ?? ''
  for (const { retries } of traces) trace.retries += retries
  trace.firstByteAtMs ??= traces.map((one) => one.firstByteAtMs).find((atMs) => atMs !== undefined)
  const results = outcomes.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  const answered = results.filter((result): result is Answered<T> => result.kind === 'answered')
  const lease = allOf(
    answered.map((result) => result.lease),
    () => sumUp(trace, traces),
  )
  if (signal.aborted) lease.cancel()
  signal.throwIfAborted()
  if (answered.length > 0) {
    const values = answered.map(({ value }) => value)
    const leases = answered.map((result) => result.lease)
    return { kind: 'answered', value: await join(values, leases), lease }
  }
  const failed = results.find((result) => result.kind !== 'answered')
  if (failed !== undefined) return failed
  throw outcomes.find((one) => one.status === 'rejected')?.reason
}

function sumUp(trace: RequestTrace, traces: readonly RequestTrace[]): void {
  trace.tokens = sumTokens(traces.flatMap(({ tokens }) => tokens ?? []))
  trace.failure ??= traces.map(({ failure }) => failure).find((one) => one !== undefined)
}

function sumTokens([first, ...others]: readonly TokenCounts[]): TokenCounts | undefined {
  if (first === undefined) return undefined
  return others.reduce(
    (sum, { input, output, thinking, cached }) => ({
      input: sum.input + input,
      output: sum.output + output,
      thinking: sum.thinking + thinking,
      cached: sum.cached + cached,
    }),
    first,
  )
}

/** Several leases as one; an ending reaches those that have not ended by themselves. */
function allOf(leases: readonly Lease[], whenEnded: () => void): Lease {
  const endEach = (end: (lease: Lease) => void) => {
    for (const lease of leases) end(lease)
    whenEnded()
  }
  const { keyId = '', secret = '', masked = '' } = leases[0] ?? {}
  return {
    keyId,
    secret,
    masked,
    succeed: () => endEach((lease) => lease.succeed()),
    fail: (verdict) => endEach((lease) => lease.fail(verdict)),
    cancel: () => endEach((lease) => lease.cancel()),
  }
}

/** A stream of which the first visible step is there. */
export interface BegunStream {
  first: ChatStep
  rest: Arrivals<ChatStep>
}

/** Several begun streams as one, each of them a choice. */
export async function joinStreams(
  streams: readonly BegunStream[],
  leases: readonly Lease[],
): Promise<BegunStream> {
  const rest = new JoinedSteps(streams, leases)
  return { first: (await nextOf(rest)) ?? { kind: 'finished', chunks: [] }, rest }
}

interface Choice {
  index: number
  lease: Lease | undefined
  /** What it has begun with, until that has been taken. */
  first: ChatStep | undefined
  rest: Arrivals<ChatStep>
}

/**
 * Steps of all streams, of whoever has something to say next. One step ends it: `finished` with the
 * usage of all, or the first failure, once the others are done.
 */
class JoinedSteps implements Arrivals<ChatStep> {
  readonly #streams: readonly BegunStream[]
  /** Those that may say more; whoever was heard is asked again behind the others. */
  #speaking: Choice[]
  #head: ChatChunk | undefined
  readonly #usages: ChatUsage[] = []
  #failure: FailedAttempt | undefined
  #isOver = false

  constructor(streams: readonly BegunStream[], leases: readonly Lease[]) {
    this.#streams = streams
    this.#speaking = streams.map(({ first, rest }, index) => {
      return { index, lease: leases[index], first, rest }
    })
  }

  take(): ChatStep | typeof notYet | undefined {
    for (const choice of this.#speaking) {
      const step = choice.first ?? choice.rest.take()
      if (step === notYet) continue
      choice.first = undefined
      this.#speaking = this.#speaking.filter((one) => one !== choice)
      if (step === undefined) continue
      if (step.kind !== 'failed') return this.#heard(choice, step)
      choice.lease?.fail(step.failure.verdict)
      this.#failure ??= step.failure
    }
    return this.#speaking.length > 0 ? notYet : this.#end()
  }

  arrival(): Promise<void> {
    return Promise.race(this.#speaking.map(({ rest }) => rest.arrival()))
  }

  destroy(): void {
    this.#isOver = true
    for (const { rest } of this.#streams) rest.destroy()
  }

  #heard(choice: Choice, { kind, chunks }: Exclude<ChatStep, { kind: 'failed' }>): ChatStep {
    if (kind === 'finished') choice.lease?.succeed()
    else this.#speaking.push(choice)
    this.#head ??= chunks[0]
    this.#usages.push(...chunks.flatMap(({ usage }) => (usage ?? []) as ChatUsage))
    return { kind: 'chunks', chunks: choicesOf(chunks, choice.index, this.#head) }
  }

  #end(): ChatStep | undefined {
    if (this.#isOver) return undefined
    this.#isOver = true
    if (this.#failure !== undefined) return { kind: 'failed', failure: this.#failure }
    return finishedWith(this.#usages, this.#head)
  }
}

function choicesOf(chunks: readonly ChatChunk[], index: number, head?: ChatChunk): ChatChunk[] {
  return chunks.flatMap((chunk) =>
    chunk.choices.length > 0 ? asChoice(chunk, index, head ?? chunk) : [],
  )
}

function finishedWith(usages: readonly ChatUsage[], head: ChatChunk | undefined): ChatStep {
  const usage = sumUsage(usages)
  const chunks = usage && head ? [{ ...head, choices: [], usage }] : []
  return { kind: 'finished', chunks }
}
