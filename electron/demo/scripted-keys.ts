/**
 * Keys that play a part. A key acts by its name or by its name and a suffix (`demo-rpm`,
 * `demo-rpm-2`); any other key just works. The bodies are worded as Google words them
 * (conformance C).
 */
import type { GenerateContentResponse } from '../gemini/wire.ts'
import { mergeChunks } from './answer.ts'
import { faultBody, type GoogleFault } from './google-fault.ts'
import { prettyJson } from './google-json.ts'
import { bareQuotaFault, keyFaults, quotaFault, serviceFaults } from './key-faults.ts'
import { answerReply, faultReply, type Framing, type Reply } from './reply.ts'

/** What `--demo` puts into the pool: three keys that work, one out of quota, one that is wrong. */
export const DEMO_KEYS: readonly string[] = [
  'demo-key-1',
  'demo-key-2',
  'demo-key-3',
  'demo-rpm',
  'demo-invalid',
]

/** A call that was about to be answered. */
interface GeneratedAnswer {
  chunks: readonly GenerateContentResponse[]
  framing: Framing
}

/** One part to play: either no call gets through, or answers come out changed. */
interface ScriptedKey {
  name: string
  /** False when `models.list` and `models.get` are refused too, as for a key that is bad itself. */
  listsModels: boolean
  /** Instead of every other call; `model` is the id in the path. */
  refuse?: (call: { key: string; model: string; framing: Framing }) => Reply
  /** Changes what generateContent and streamGenerateContent would have answered. */
  alter?: (answer: GeneratedAnswer) => Reply
}

/** The part this key plays, if any. */
export function scriptedKey(key: string): ScriptedKey | undefined {
  return scriptedKeys.find(({ name }) => key === name || key.startsWith(`${name}-`))
}

/** A key that is fine but may not generate now. */
function limited(name: string, of: (model: string) => GoogleFault): ScriptedKey {
  return { name, listsModels: true, refuse: ({ model, framing }) => faultReply(of(model), framing) }
}

/** A key that nothing works with. */
function rejected(name: string, of: (key: string) => GoogleFault): ScriptedKey {
  return { name, listsModels: false, refuse: ({ key, framing }) => faultReply(of(key), framing) }
}

/** A key whose answers break off or come out wrong. */
function altered(name: string, alter: (answer: GeneratedAnswer) => Reply): ScriptedKey {
  return { name, listsModels: true, alter }
}

const requestMetric = 'generate_content_free_tier_requests'

const quotaKeys: readonly ScriptedKey[] = [
  limited('demo-rpm', (model) =>
    quotaFault(model, {
      metric: requestMetric,
      quotaId: 'GenerateRequestsPerMinutePerProjectPerModel-FreeTier',
      limit: 10,
      retryDelay: '34.4s',
    }),
  ),
  limited('demo-rpd', (model) =>
    quotaFault(model, {
      metric: requestMetric,
      quotaId: 'GenerateRequestsPerDayPerProjectPerModel-FreeTier',
      limit: 250,
      retryDelay: '20s',
    }),
  ),
  limited('demo-zero', (model) =>
    quotaFault(model, {
      metric: requestMetric,
      quotaId: 'GenerateRequestsPerDayPerProjectPerModel-FreeTier',
      limit: 0,
      retryDelay: '41s',
    }),
  ),
  limited('demo-tokens', (model) =>
    quotaFault(model, {
      metric: 'generate_content_free_tier_input_token_count',
      quotaId: 'GenerateContentInputTokensPerModelPerMinute-FreeTier',
      limit: 250_000,
      retryDelay: '17s',
    }),
  ),
  limited('demo-bare429', () => bareQuotaFault),
]

const rejectedKeys: readonly ScriptedKey[] = [
  rejected('demo-invalid', keyFaults.invalid),
  rejected('demo-expired', keyFaults.expired),
  rejected('demo-suspended', keyFaults.suspended),
  rejected('demo-leaked', keyFaults.leaked),
  rejected('demo-denied', keyFaults.denied),
  rejected('demo-disabled', keyFaults.disabled),
  rejected('demo-location', keyFaults.location),
  rejected('demo-leaky', keyFaults.leaky),
  rejected('demo-401', keyFaults.unauthenticated),
]

const troubledKeys: readonly ScriptedKey[] = [
  limited('demo-500', () => serviceFaults.internal),
  limited('demo-503', () => serviceFaults.unavailable),
  limited('demo-504', () => serviceFaults.deadline),
  {
    name: 'demo-html',
    listsModels: false,
    refuse: () => ({
      kind: 'body',
      status: 502,
      contentType: 'text/html; charset=UTF-8',
      body: '<!DOCTYPE html>\n<html lang=en>\n<title>Error 502 (Server Error)!!1</title>\n<p><b>502.</b> The server encountered a temporary error and could not complete your request.\n</html>\n',
    }),
  },
  { name: 'demo-reset', listsModels: false, refuse: () => ({ kind: 'reset' }) },
]

/** Ids and the usage of the prompt, and nothing a candidate would hold. */
function withoutCandidates({ chunks }: GeneratedAnswer): GenerateContentResponse {
  const bare = structuredClone(chunks[0] ?? {})
  delete bare.candidates
  const { promptTokenCount = 0, promptTokensDetails = [] } = bare.usageMetadata ?? {}
  const usageMetadata = { promptTokenCount, totalTokenCount: promptTokenCount, promptTokensDetails }
  return { ...bare, usageMetadata }
}

/** The beginning of an answer, never its end. */
function beginning({ chunks }: GeneratedAnswer): GenerateContentResponse[] {
  const started = chunks.slice(0, 2).map((chunk) => structuredClone(chunk))
  for (const candidate of started.at(-1)?.candidates ?? []) delete candidate.finishReason
  return started
}

const slowMs = 10_000

const alteredKeys: readonly ScriptedKey[] = [
  altered('demo-empty', (answer) =>
    answer.framing === 'json'
      ? { kind: 'body', status: 200, contentType: 'application/json; charset=UTF-8', body: '{}\n' }
      : answerReply([withoutCandidates(answer)], answer.framing),
  ),
  altered('demo-blocked', (answer) =>
    answerReply(
      [{ promptFeedback: { blockReason: 'SAFETY' }, ...withoutCandidates(answer) }],
      answer.framing,
    ),
  ),
  altered('demo-cut', (answer) => {
    const reply = answerReply(beginning(answer), answer.framing)
    if (reply.kind === 'reset') return reply
    return reply.kind === 'body'
      ? { ...reply, body: prettyJson(mergeChunks(answer.chunks)).slice(0, 60), cut: true }
      : { ...reply, cut: true }
  }),
  altered('demo-eof', (answer) => answerReply(beginning(answer), answer.framing)),
  altered('demo-error-event', (answer) =>
    answer.framing === 'json'
      ? faultReply(serviceFaults.unavailable, 'json')
      : {
          kind: 'stream',
          framing: answer.framing,
          events: [...beginning(answer), faultBody(serviceFaults.unavailable)],
        },
  ),
  altered('demo-first-error-event', ({ framing }) =>
    framing === 'json'
      ? faultReply(serviceFaults.unavailable, 'json')
      : { kind: 'stream', framing, events: [faultBody(serviceFaults.unavailable)] },
  ),
  altered('demo-error-tail', (answer) =>
    answer.framing === 'json'
      ? faultReply(serviceFaults.unavailable, 'json')
      : {
          kind: 'stream',
          framing: answer.framing,
          events: beginning(answer).slice(0, 1),
          tail: prettyJson(faultBody(serviceFaults.unavailable)),
        },
  ),
  altered('demo-slow', ({ chunks, framing }) => {
    const reply = answerReply(chunks, framing)
    return reply.kind === 'reset' ? reply : { ...reply, delayMs: slowMs }
  }),
  altered('demo-endless', ({ chunks, framing }) =>
    framing === 'json'
      ? answerReply(chunks, framing)
      : { kind: 'stream', framing, events: forever(chunks) },
  ),
]

/** The first chunk over and over; its text says how often, and there is never a last one. */
function* forever(chunks: readonly GenerateContentResponse[]): Generator<GenerateContentResponse> {
  const { modelVersion = '', responseId = '', usageMetadata = {} } = chunks[0] ?? {}
  for (let turn = 1; ; turn += 1) {
    const content = { parts: [{ text: `Turn ${turn}, and no end. ` }], role: 'model' }
    yield { candidates: [{ content, index: 0 }], usageMetadata, modelVersion, responseId }
  }
}

/** Every part there is to play. */
export const scriptedKeys: readonly ScriptedKey[] = [
  ...quotaKeys,
  ...rejectedKeys,
  ...troubledKeys,
  ...alteredKeys,
]
