/** `/v1beta/cachedContents`: long prompts that are kept for a while. */
import type { GenerateContentRequest } from '../../gemini/wire.ts'
import type { Call } from '../decide.ts'
import { readGenerateRequest, readMessage } from '../envelope.ts'
import { fingerprint } from '../fingerprint.ts'
import { type GoogleFault, invalidArgument, notFound, type Outcome } from '../google-fault.ts'
import type { JsonObject } from '../google-json.ts'
import { findModel } from '../models.ts'
import { faultReply, jsonReply, type Reply } from '../reply.ts'
import { promptOf, promptTokensByModality, totalTokens } from '../tokens.ts'
import { type DemoStorage, noSuchCache, owned, pageOf, type StoredCache } from './storage.ts'

const DEFAULT_TTL_SECONDS = 3600
/** Below this Google keeps nothing. */
const MIN_TOKENS = 1024

/** @param id what stands behind `cachedContents/`; undefined for the list and to make one */
export function cacheReply(
  call: Call,
  key: string,
  storage: DemoStorage,
  id: string | undefined,
): Reply {
  const { method, url } = call
  if (id === undefined) {
    if (method === 'POST') return replyWith(createCache(call, key, storage))
    if (method !== 'GET') return faultReply(notFound('Method not found.'), 'json')
    const own = [...storage.caches.values()].filter(({ owner }) => owner === key)
    const list = pageOf(own, url)
    if (list === undefined)
      return faultReply(invalidArgument('Invalid page size or page token.'), 'json')
    const { page, ...next } = list
    return jsonReply({
      ...(page.length > 0 && { cachedContents: page.map(describeCache) }),
      ...next,
    })
  }
  const name = `cachedContents/${id}`
  const cache = owned(storage.caches, name, key)
  if (cache === undefined) return faultReply(noSuchCache(), 'json')
  if (method === 'DELETE') {
    storage.caches.delete(name)
    return jsonReply({})
  }
  return method === 'PATCH'
    ? replyWith(prolonged(call, cache, storage))
    : jsonReply(describeCache(cache))
}

function replyWith(outcome: Outcome<JsonObject>): Reply {
  return outcome.ok ? jsonReply(outcome.value) : faultReply(outcome.fault, 'json')
}

function createCache(call: Call, key: string, storage: DemoStorage): Outcome<JsonObject> {
  const message = readMessage(call.rawBody)
  if (!message.ok) return message
  const { model, ttl, displayName, expireTime: _expireTime, ...rest } = message.value
  const found = typeof model === 'string' ? findModel(model.replace(/^models\//, '')) : undefined
  if (found === undefined) return { ok: false, fault: notFound('Model is not found.') }
  const request = readGenerateRequest(rest)
  if (!request.ok) return request
  const prompt = promptOf(request.value)
  const tokens = totalTokens(promptTokensByModality(prompt))
  if (tokens < MIN_TOKENS) {
    const sentence = `Cached content is too small. total_token_count=${tokens}, min_total_token_count=${MIN_TOKENS}`
    return { ok: false, fault: invalidArgument(sentence) }
  }
  const seconds = secondsOf(ttl ?? `${DEFAULT_TTL_SECONDS}s`)
  if (seconds === undefined) return { ok: false, fault: invalidArgument('Invalid ttl.') }
  const createdAtMs = storage.nowMs()
  const cache: StoredCache = {
    owner: key,
    name: `cachedContents/${fingerprint(`cache:${call.id}:${key}`).toString('hex').slice(0, 24)}`,
    displayName: typeof displayName === 'string' ? displayName : undefined,
    model: found.id,
    contents: prompt,
    tokens,
    createdAtMs,
    expiresAtMs: createdAtMs + seconds * 1000,
  }
  storage.caches.set(cache.name, cache)
  return { ok: true, value: describeCache(cache) }
}

function prolonged(call: Call, cache: StoredCache, storage: DemoStorage): Outcome<JsonObject> {
  const message = readMessage(call.rawBody)
  if (!message.ok) return message
  const seconds = secondsOf(message.value['ttl'])
  if (seconds === undefined) return { ok: false, fault: invalidArgument('Invalid ttl.') }
  cache.expiresAtMs = storage.nowMs() + seconds * 1000
  return { ok: true, value: describeCache(cache) }
}

/** A protobuf duration in JSON: `300s`. */
function secondsOf(duration: unknown): number | undefined {
  const [, seconds] = /^(\d+(?:\.\d+)?)s$/.exec(String(duration)) ?? []
  return seconds === undefined ? undefined : Number(seconds)
}

function describeCache(cache: StoredCache): JsonObject {
  const { name, displayName, model, tokens, createdAtMs, expiresAtMs } = cache
  const time = new Date(createdAtMs).toISOString()
  return {
    name,
    model: `models/${model}`,
    ...(displayName !== undefined && { displayName }),
    createTime: time,
    updateTime: time,
    expireTime: new Date(expiresAtMs).toISOString(),
    usageMetadata: { totalTokenCount: tokens },
  }
}

/** What a request may not say beside a cache, which says it already. */
const fixedByCache = ['systemInstruction', 'tools', 'toolConfig'] as const

/** The cache a request uses; undefined when it uses none. */
export function cacheOf(
  request: GenerateContentRequest,
  { key, model, storage }: { key: string; model: string; storage: DemoStorage },
): Outcome<StoredCache | undefined> {
  const { cachedContent } = request
  if (cachedContent === undefined) return { ok: true, value: undefined }
  const refuse = (fault: GoogleFault): Outcome<StoredCache> => ({ ok: false, fault })
  const cache = owned(storage.caches, cachedContent, key)
  if (cache === undefined || cache.expiresAtMs <= storage.nowMs()) return refuse(noSuchCache())
  if (cache.model !== model) {
    const both = `Model used by GenerateContent request (models/${model}) and CachedContent (models/${cache.model}) has to be the same.`
    return refuse(invalidArgument(both))
  }
  if (fixedByCache.some((name) => request[name] !== undefined)) {
    return refuse(
      invalidArgument(
        'CachedContent can not be used with GenerateContent request setting system_instruction, tools or tool_config.\n\nProposed fix: move those values to CachedContent from GenerateContent request.',
      ),
    )
  }
  return { ok: true, value: cache }
}
