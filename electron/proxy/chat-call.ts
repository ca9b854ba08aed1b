/** What one chat request becomes on its way to Google: checked, converted, its files fetched. */
import { setImmediate } from 'node:timers/promises'
import { parseModelName } from '../convert/model-name.ts'
import { type ChatRequest, parseChatRequest } from '../convert/openai-chat/request/chat-request.ts'
import type { InlineMedia } from '../convert/openai-chat/request/data-url.ts'
import type { FileLink } from '../convert/openai-chat/request/linked-files.ts'
import { repairRequest, type Repair } from '../convert/openai-chat/request/repair.ts'
import {
  type GeminiChatRequest,
  toGenerateContent,
} from '../convert/openai-chat/request/request.ts'
import type { ChatAnswerOptions } from '../convert/openai-chat/response/answer-options.ts'
import { requestJson } from '../gemini/request-json.ts'
import { modelFamily } from '../gemini/families.ts'
import type { GoogleError } from '../gemini/wire.ts'
import { answerSignal } from './answer-signal.ts'
import type { ProxyContext } from './context.ts'
import type { RouteReply, RouteRequest } from './exchange.ts'
import { conversationOf } from './conversation.ts'
import type { FailoverCall } from './failover.ts'
import { ownImages } from './images/own-images.ts'
import { fitRequest } from './large-media/upload-media.ts'
import { originOf } from './origin.ts'
import { parseJsonBody } from './request-body.ts'
import { pinnedKey } from './resources/pinned-key.ts'
import { resourceNamed } from './resources/resource-names.ts'
import type { RequestTrace } from './trace.ts'

/** Each step over a body of that size stops all streams for so long that they should have a turn between. */
const LARGE_BYTES = 1024 * 1024

export interface ChatCall {
  request: ChatRequest
  /** Upstream model id. */
  model: string
  converted: GeminiChatRequest
  /** Its body as it goes out. */
  sent: string | Buffer
  answer: ChatAnswerOptions
  /** How many answers the client wants. */
  choices: number
  signal: AbortSignal
  trace: RequestTrace
  /** Under which the client reaches this service. */
  origin: string
  /** The key that made the files or the cache the request uses. */
  onlyKeyId: string | undefined
  log: RouteRequest['log']
  repair: NonNullable<FailoverCall<never>['repair']>
}

/**
 * Reads the body, converts it and downloads the files it links to, before any key is taken.
 * @throws InvalidRequest or Problem when the client is at fault; the signal's reason when it left
 */
export async function prepareChat(
  context: ProxyContext,
  request: RouteRequest,
  reply: RouteReply,
): Promise<ChatCall> {
  const bytes = request.body as Buffer | undefined
  const letOthersGo = async () => {
    if ((bytes?.length ?? 0) > LARGE_BYTES) await setImmediate()
  }
  const body = parseChatRequest(parseJsonBody(bytes))
  await letOthersGo()
  const { trace } = request
  trace.modelAsked = body.model
  trace.stream = body.stream === true
  const signal = answerSignal(reply, context.stopping)
  const { model } = parseModelName(body.model, context.models.known())
  const own = await ownImages(context.images, bytes)
  const convert = converterFor(context, body, own, signal)
  const draft = await convert([])
  const complete = draft.missingFiles.length === 0 ? draft : await convert(draft.missingFiles)
  const pinned = pinnedKey(
    context.resourceKeys.isEmpty ? [] : resourcesOf(complete),
    context.resourceKeys,
    context.pool,
  )
  const large = { body: complete.body, model, onlyKeyId: pinned, signal, trace }
  const { onlyKeyId, ...fitted } = await fitRequest(context, large)
  const converted = { ...complete, body: fitted.body }
  await letOthersGo()
  return {
    request: body,
    model,
    converted,
    sent: requestJson(converted.body),
    answer: answerOptions(context, body, converted),
    choices: converted.choices,
    signal,
    trace,
    origin: originOf(request),
    onlyKeyId,
    log: request.log,
    async repair({ google }) {
      const repaired = google && (await mend(converted, google.error, convert))
      if (repaired === undefined) return undefined
      request.log.info({ repair: repaired.what }, 'request repaired')
      return JSON.stringify(repaired.body)
    },
  }
}

/** Files and cache of a converted request, as far as a key of ours may have made them. */
function resourcesOf({ body: { contents, cachedContent } }: GeminiChatRequest): string[] {
  const files = contents.flatMap(({ parts = [] }) =>
    parts.flatMap(({ fileData }) => fileData?.fileUri ?? []),
  )
  const used = cachedContent ? [...files, cachedContent] : files
  return used.flatMap((value) => resourceNamed(value) ?? [])
}

/** Downloads files, then converts with these and all it has downloaded before. */
type Convert = (links: readonly FileLink[]) => Promise<GeminiChatRequest>

function converterFor(
  context: ProxyContext,
  body: ChatRequest,
  fetchedFiles: Map<string, InlineMedia>,
  signal: AbortSignal,
): Convert {
  const target = parseModelName(body.model, context.models.known())
  const options = {
    ...context.settings(),
    nowMs: context.nowMs(),
    servedBy: context.modelVersions.servedBy(target.model),
    recallSignature: (callId: string) => context.signatures.get(callId),
    fetchedFiles,
  }
  return async (links) => {
    const files = links.length === 0 ? [] : await context.remoteFiles.fetchAll(links, signal)
    for (const [url, media] of files) fetchedFiles.set(url, media)
    return toGenerateContent(body, target, options)
  }
}

function answerOptions(
  context: ProxyContext,
  body: ChatRequest,
  converted: GeminiChatRequest,
): ChatAnswerOptions {
  const { showSearchLink, thinkingFormat, imageFormat } = context.settings()
  const isJson = asksForJson(body)
  return {
    model: body.model,
    createdSeconds: Math.floor(context.nowMs() / 1000),
    newId: context.newId,
    toClientToolName: (name) => converted.toolNames.toClient(name),
    customToolNames: converted.customToolNames,
    showThinkingProcess: converted.includeThoughts,
    // Thoughts before a JSON answer, or sources behind it, would make it unreadable.
    thinkingFormat: isJson ? 'reasoning_content' : thinkingFormat,
    imageFormat,
    showSearchLink: showSearchLink && !isJson,
    parallelToolCalls: converted.parallelToolCalls,
  }
}

function asksForJson({ response_format: format }: ChatRequest): boolean {
  return format !== undefined && format !== null && format['type'] !== 'text'
}

const unfetchable = /cannot fetch content|failed to (fetch|download)|url_?retrieval/i

/** What Google could not fetch is sent as data; everything else is a matter of the body alone. */
async function mend(
  { body, filesLeftToGoogle }: GeminiChatRequest,
  error: GoogleError,
  convert: Convert,
): Promise<Repair | undefined> {
  const isAboutFiles = filesLeftToGoogle.length > 0 && unfetchable.test(error.message ?? '')
  if (!isAboutFiles) return repairRequest(body, error)
  return { body: (await convert(filesLeftToGoogle)).body, what: 'with linked files as data' }
}

/** The call of a verb (`generateContent`, `streamGenerateContent?alt=sse`), but for its answer. */
export function upstreamCall(
  call: ChatCall,
  verb: string,
  trace: RequestTrace,
): Omit<FailoverCall<never>, 'accept'> {
  const { model, signal, repair, onlyKeyId } = call
  return {
    call: {
      method: 'POST',
      path: `/v1beta/models/${model}:${verb}`,
      headers: { 'content-type': 'application/json' },
      body: call.sent,
    },
    model,
    preferPaid: modelFamily(model).isImage,
    onlyKeyId,
    conversation: conversationOf(model, call.converted.body, call.sent.length),
    repeatable: true,
    signal,
    trace,
    repair,
  }
}
