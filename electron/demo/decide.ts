/** From a request to its reply: credentials, key, route, rules, answer. Pure but for what keys store. */
import type { IncomingHttpHeaders } from 'node:http'
import type { Content, GenerateContentRequest } from '../gemini/wire.ts'
import { answerChunks } from './answer.ts'
import { toAsk } from './ask.ts'
import { configRules } from './config-rules.ts'
import { batchEmbedContents, embedContent } from './embeddings.ts'
import { readGenerateRequest, readMessage, unknownFields } from './envelope.ts'
import { invalidArgument, notFound, type GoogleFault, type Outcome } from './google-fault.ts'
import { isJsonObject, type JsonObject } from './google-json.ts'
import { keyFaults } from './key-faults.ts'
import {
  describeModel,
  findCalledModel,
  findModel,
  listModels,
  supportsMethod,
  type DemoModel,
} from './models.ts'
import { answerReply, faultReply, jsonReply, type Framing, type Reply } from './reply.ts'
import { scriptedKey } from './scripted-keys.ts'
import { cacheOf } from './storage/cached-contents.ts'
import type { DemoStorage } from './storage/storage.ts'
import { fileFault, storedAnswer } from './storage/stored-reply.ts'
import { promptOf, promptTokensByModality, totalTokens } from './tokens.ts'
import { partRules } from './part-rules.ts'
import { turnRules } from './turn-rules.ts'

/** What a reply depends on. Equal calls get equal replies; `id` numbers the calls of a server. */
export interface Call {
  id: number
  method: string
  url: URL
  headers: IncomingHttpHeaders
  rawBody: Buffer
}

/** Every credential a call carries, in the order of preference: header, query, bearer token. */
export function credentialsOf(headers: IncomingHttpHeaders, url: URL): string[] {
  return [
    ...[headers['x-goog-api-key']].flat(),
    ...url.searchParams.getAll('key'),
    headers.authorization?.replace(/^Bearer\s+/i, ''),
  ].filter((credential) => credential !== undefined)
}

/** The reply to a call. */
export function decide(call: Call, storage: DemoStorage): Reply {
  const route = findRoute(call)
  const framing = route?.framing ?? 'json'
  const credential = readCredential(call)
  if (!credential.ok) return faultReply(credential.fault, framing)

  const key = credential.value
  const script = scriptedKey(key)
  if (route === undefined) {
    const answer = storedAnswer(call)
    if (answer === undefined) return faultReply(notFound('Method not found.'), framing)
    return script?.refuse?.({ key, model: '', framing }) ?? answer(call, key, storage)
  }
  const refuses = route.verb === undefined ? script?.listsModels === false : true
  if (refuses && script?.refuse !== undefined) {
    return script.refuse({ key, model: route.model ?? '', framing })
  }
  if (route.verb === undefined) return replyWithModels(route, call.url)
  const chunks = runVerb({ ...route, verb: route.verb }, { ...call, key, storage })
  if (!chunks.ok) return faultReply(chunks.fault, framing)
  if (!('chunks' in chunks.value)) return jsonReply(chunks.value.body)
  const answer = { chunks: chunks.value.chunks, framing }
  return script?.alter?.(answer) ?? answerReply(answer.chunks, framing)
}

interface Route {
  version: string
  /** Id without `models/`; undefined for the list. */
  model?: string
  /** What stands behind the colon; undefined for a GET. */
  verb?: string
  framing: Framing
}

function findRoute({ method, url }: Call): Route | undefined {
  const match = /^\/(v1|v1beta|v1alpha)\/models(?:\/(.+))?$/.exec(decodePath(url.pathname))
  const [, version, name] = match ?? []
  if (version === undefined) return undefined
  if (method === 'GET') {
    return { version, framing: 'json', ...(name === undefined ? {} : { model: name }) }
  }
  const [, model, verb] = /^(.+):(\w+)$/.exec(name ?? '') ?? []
  if (method !== 'POST' || model === undefined || verb === undefined) return undefined
  if (!verbs.has(verb)) return undefined
  if (verb !== 'streamGenerateContent') return { version, model, verb, framing: 'json' }
  return { version, model, verb, framing: url.searchParams.get('alt') === 'sse' ? 'sse' : 'array' }
}

/** A path with `%3A` and its like spelled out; one that cannot be decoded matches no route. */
function decodePath(pathname: string): string {
  try {
    return decodeURIComponent(pathname)
  } catch {
    return ''
  }
}

function readCredential({ headers, url }: Call): Outcome<string> {
  const credentials = credentialsOf(headers, url)
  const [key] = credentials
  if (key === undefined) return { ok: false, fault: keyFaults.missing() }
  if (credentials.length > 1) {
    const message = 'Multiple authentication credentials received. Please pass only one.'
    return { ok: false, fault: invalidArgument(message) }
  }
  // An API key is no OAuth token, whatever Google's OpenAI layer makes of it.
  if (headers.authorization !== undefined) {
    return { ok: false, fault: keyFaults.unauthenticated() }
  }
  return { ok: true, value: key }
}

function replyWithModels(route: Route, { searchParams }: URL): Reply {
  if (route.model === undefined) {
    const page = listModels(searchParams.get('pageSize'), searchParams.get('pageToken'))
    return page === undefined
      ? faultReply(invalidArgument('Invalid page size or page token.'), 'json')
      : jsonReply(page)
  }
  const model = findModel(route.model)
  if (model !== undefined) return jsonReply(describeModel(model))
  const sentence = `Model is not found: models/${route.model} for api version ${route.version}`
  return faultReply(notFound(sentence), 'json')
}

/** The method a verb asks the model for, by which Google names it when the model has none. */
const verbs: ReadonlyMap<string, string> = new Map([
  ['generateContent', 'generateContent'],
  ['streamGenerateContent', 'generateContent'],
  ['countTokens', 'countTokens'],
  ['embedContent', 'embedContent'],
  ['batchEmbedContents', 'embedContent'],
])

/** A call of a key, which may use what it has stored. */
type KeyCall = Call & { key: string; storage: DemoStorage }

type Result = { chunks: ReturnType<typeof answerChunks> } | { body: JsonObject }

function runVerb(route: Route & { verb: string }, call: KeyCall): Outcome<Result> {
  const method = verbs.get(route.verb) ?? route.verb
  const model = findCalledModel(route.model ?? '', call.storage.nowMs())
  if (model === undefined || !supportsMethod(model, method)) {
    return { ok: false, fault: unknownModel(route, method) }
  }
  const message = readMessage(call.rawBody)
  if (!message.ok) return message
  switch (route.verb) {
    case 'countTokens':
      return asBody(countTokens(message.value))
    case 'embedContent':
      return asBody(embedContent(message.value, model))
    case 'batchEmbedContents':
      return asBody(batchEmbedContents(message.value, model))
    default: {
      const checked = checkedRequest(message.value, model, call)
      if (!checked.ok) return checked
      const { request, cached } = checked.value
      const seed = `${call.id}:${model.id}:${call.rawBody.toString('base64')}`
      const streamed = route.framing !== 'json'
      const ask = toAsk(model, request, { seed, streamed, cached })
      return { ok: true, value: { chunks: answerChunks(ask) } }
    }
  }
}

function asBody(outcome: Outcome<JsonObject>): Outcome<Result> {
  return outcome.ok ? { ok: true, value: { body: outcome.value } } : outcome
}

/** The 404 of an unknown model; on the stream endpoint it has a DebugInfo, as recorded. */
function unknownModel({ model, version, framing }: Route, method: string): GoogleFault {
  const sentence = `models/${model} is not found for API version ${version}, or is not supported for ${method}. Call ListModels to see the list of available models and their supported methods.`
  const fault = notFound(sentence)
  if (framing !== 'sse') return fault
  const detail = `[ORIGINAL ERROR] generic::not_found: ${sentence} [google.rpc.error_details_ext] { message: "${sentence}" }`
  return { ...fault, details: [{ '@type': 'type.googleapis.com/google.rpc.DebugInfo', detail }] }
}

function checkedRequest(
  message: JsonObject,
  model: DemoModel,
  { key, storage }: KeyCall,
): Outcome<{ request: GenerateContentRequest; cached: readonly Content[] }> {
  const request = readGenerateRequest(message)
  if (!request.ok) return request
  const cache = cacheOf(request.value, { key, model: model.id, storage })
  if (!cache.ok) return cache
  const missing = fileFault(request.value, key, storage)
  if (missing !== undefined) return { ok: false, fault: missing }
  for (const rule of [...partRules, ...turnRules, ...configRules]) {
    const fault = rule(request.value, model)
    if (fault !== undefined) return { ok: false, fault }
  }
  return { ok: true, value: { request: request.value, cached: cache.value?.contents ?? [] } }
}

/** Counts `contents`, or everything in a whole `generateContentRequest` (conformance D3). */
function countTokens(message: JsonObject): Outcome<JsonObject> {
  const fault = unknownFields(message, 'countTokens')
  if (fault !== undefined) return { ok: false, fault }
  const whole = message['generateContentRequest'] ?? message['generate_content_request']
  if (whole !== undefined && message['contents'] !== undefined) {
    return {
      ok: false,
      fault: invalidArgument('Only one of contents and generate_content_request may be set.'),
    }
  }
  const counted = isJsonObject(whole) ? whole : { contents: message['contents'] ?? [] }
  const request = readGenerateRequest(counted)
  if (!request.ok) return request
  if (request.value.contents.length === 0) {
    const sentence = '* CountTokensRequest.contents: contents is not specified\n'
    return { ok: false, fault: invalidArgument(sentence) }
  }
  const details = promptTokensByModality(promptOf(request.value))
  return {
    ok: true,
    value: { totalTokens: totalTokens(details), promptTokensDetails: details },
  }
}
