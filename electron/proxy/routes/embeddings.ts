/** `POST /v1/embeddings` (conformance A7). */
import { aliasedModel } from '../../convert/model-alias.ts'
import {
  type EmbeddingPlan,
  holdsTokens,
  toBatchEmbedContents,
} from '../../convert/openai-embeddings/request.ts'
import { toEmbeddingList } from '../../convert/openai-embeddings/response.ts'
import type { UpstreamAnswer } from '../../gemini/client.ts'
import { classifyEmpty, classifyFailure } from '../../gemini/error.ts'
import type { BatchEmbedContentsResponse } from '../../gemini/wire.ts'
import { isObject } from '../../shared/is-object.ts'
import { answerSignal } from '../answer-signal.ts'
import type { ProxyContext } from '../context.ts'
import { type RouteReply, type RouteRequest, sendJson } from '../exchange.ts'
import { type Accepted, callWithFailover, rejected } from '../failover.ts'
import { failedFields, problemOf } from '../failure-problem.ts'
import { Problem } from '../problem.ts'
import { readWhole } from '../../gemini/read-body.ts'
import { parseJsonBody } from '../request-body.ts'
import { noteUsage, type RequestTrace } from '../trace.ts'
import { servedBy } from '../served-by.ts'

/** Serves one request; more than 100 inputs are sent as several batches, one after the other. */
export async function embeddings(
  context: ProxyContext,
  request: RouteRequest,
  reply: RouteReply,
): Promise<void> {
  const { trace } = request
  const body = parseJsonBody(request.body as Buffer | undefined)
  const asked = isObject(body) && typeof body['model'] === 'string' ? body['model'] : undefined
  const model = asked && aliasedModel(asked, context.settings().modelAliases)
  const plan = await planOf(model === asked ? body : { ...(body as object), model })
  const signal = answerSignal(reply, context.stopping)
  trace.modelAsked = asked ?? plan.model
  const answers: BatchEmbedContentsResponse[] = []
  for (const batch of plan.batches) {
    answers.push(await embedBatch(context, plan.model, batch, signal, reply, trace))
  }
  const result = toEmbeddingList(answers, { model: plan.model, plan })
  if (result.kind !== 'finished') {
    const verdict = classifyEmpty('incomplete_response', result.message)
    throw new Problem(failedFields({ verdict }, context.redactor))
  }
  noteUsage(trace, { promptTokenCount: result.list.usage.prompt_tokens })
  sendJson(reply, JSON.stringify(result.list))
}

/** Tokens are decoded with a table of megabytes, which is loaded for those who need it. */
async function planOf(body: unknown): Promise<EmbeddingPlan> {
  if (!holdsTokens(body)) return toBatchEmbedContents(body)
  const { decodeTokens } = await import('../openai-tokens.ts')
  return toBatchEmbedContents(body, decodeTokens)
}

type Batch = EmbeddingPlan['batches'][number]

async function embedBatch(
  context: ProxyContext,
  model: string,
  batch: Batch,
  signal: AbortSignal,
  reply: RouteReply,
  trace: RequestTrace,
): Promise<BatchEmbedContentsResponse> {
  const result = await callWithFailover(context, {
    call: {
      method: 'POST',
      path: `/v1beta/models/${model}:batchEmbedContents`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(batch),
    },
    model,
    repeatable: true,
    signal,
    trace,
    accept: (answer) => acceptBatch(answer, batch, signal),
  })
  if (result.kind !== 'answered') {
    throw problemOf(result, model, context.redactor, context.nowMs())
  }
  result.lease.succeed()
  servedBy(reply, result.lease)
  return result.value
}

/** An answer without a vector for every text is no answer: another key gets its chance. */
async function acceptBatch(
  answer: UpstreamAnswer,
  { requests }: Batch,
  signal: AbortSignal,
): Promise<Accepted<BatchEmbedContentsResponse>> {
  const read = await readWhole(answer.body, signal)
  if (read.kind === 'failed') return rejected({ verdict: classifyFailure(read) })
  let value: BatchEmbedContentsResponse | null
  try {
    value = JSON.parse(read.bytes.toString('utf8')) as typeof value
  } catch {
    return rejected({ verdict: classifyEmpty('malformed_response') })
  }
  const given: unknown[] = Array.isArray(value?.embeddings) ? value.embeddings : []
  const usable = given.filter(isVector)
  if (value !== null && usable.length === requests.length && given.length === requests.length) {
    return { kind: 'accepted', value }
  }
  const message = `Google gave ${usable.length} embeddings for ${requests.length} inputs`
  return rejected({ verdict: classifyEmpty('incomplete_response', message) })
}

function isVector(entry: unknown): boolean {
  if (typeof entry !== 'object' || entry === null || !('values' in entry)) return false
  return Array.isArray(entry.values) && entry.values.length > 0
}
