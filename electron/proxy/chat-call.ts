/** What one chat request becomes on its way to Google: checked, converted, its files fetched. */
import { setImmediate } from 'node:timers/promises'
import { aliasedModel } from '../convert/model-alias.ts'
import { parseModelName, type RequestedModel } from '../convert/model-name.ts'
import { type ChatRequest, parseChatRequest } from '../convert/openai-chat/request/chat-request.ts'
import type { FetchedFiles, FileLink } from '../convert/openai-chat/request/linked-files.ts'
import { repairRequest, type Repair } from '../convert/openai-chat/request/repair.ts'
import {
  type GeminiChatRequest,
  toGenerateContent,
} from '../convert/openai-chat/request/request.ts'
import type { ChatAnswerOptions } from '../convert/openai-chat/response/answer-options.ts'
import { requestJson } from '../gemini/request-json.ts'
import { modelFamily } from '../gemini/families.ts'
import { andThen, type AtOnce } from '../shared/at-once.ts'
import { answerSignal } from './answer-signal.ts'
import type { ProxyContext } from './context.ts'
import type { RouteReply, RouteRequest } from './exchange.ts'
import { conversationOf } from './conversation.ts'
import type { FailedAttempt, FailoverCall } from './failover.ts'
import { mayLinkImages, ownImages } from './images/own-images.ts'
import { excessMedia, type LargeRequest, withUploaded } from './large-media/upload-media.ts'
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
  sent: Buffer
  answer: ChatAnswerOptions
  /** How many answers the client wants. */
  choices: number
  signal: AbortSignal
  trace: RequestTrace
  /** Under which the client reaches this service. */
  origin: string
  /** The key that made the files or the cache the request uses. */
  onlyKeyId: string | undefined
  /** The log of the request. */
  log(): RouteRequest['log']
  repair: NonNullable<FailoverCall<never>['repair']>
}

/**
 * Reads the body, converts it and downloads the files it links to, before any key is taken. What is
 * not to be waited for, as with nearly all requests, is not waited for.
 * @throws InvalidRequest or Problem when the client is at fault, and rejects so too; rejects with the
 *   signal's reason when it left
 */
export function prepareChat(
  context: ProxyContext,
  request: RouteRequest,
  reply: RouteReply,
): AtOnce<ChatCall> {
  const bytes = (request.body as Buffer | undefined) ?? Buffer.alloc(0)
  const body = parseChatRequest(parseJsonBody(bytes))
  const { trace } = request
  trace.modelAsked = body.model
  trace.stream = body.stream === true
  const signal = answerSignal(reply, context.stopping)
  const turn = () => (bytes.length > LARGE_BYTES ? setImmediate() : undefined)
  const filesHere = () => (mayLinkImages(bytes) ? ownImages(context.images, bytes) : noFiles)
  return andThen(andThen(turn(), filesHere), (files) => {
    const conversion = new Conversion(context, body, files, signal)
    return andThen(conversion.complete(), (converted) => {
      const fitted = fittedBody(context, converted, {
        model: conversion.target.model,
        signal,
        trace,
      })
      return andThen(fitted, (fits) =>
        andThen(turn(), () =>
          callOf(context, request, { body, conversion, converted, fits, signal }),
        ),
      )
    })
  })
}

/** What a request has become, before anything is made of it for the call. */
interface Prepared {
  body: ChatRequest
  conversion: Conversion
  converted: GeminiChatRequest
  fits: Fitted
  signal: AbortSignal
}

type Fitted = Pick<LargeRequest, 'body' | 'onlyKeyId'>

/** The body as Google takes it, its largest media uploaded; and the key that alone can serve it. */
function fittedBody(
  context: ProxyContext,
  converted: GeminiChatRequest,
  request: Pick<LargeRequest, 'model' | 'signal' | 'trace'>,
): AtOnce<Fitted> {
  const fitted = { body: converted.body, onlyKeyId: ownerOfResources(context, converted) }
  const excess = excessMedia(context, converted.body)
  return excess.length === 0 ? fitted : withUploaded(context, { ...request, ...fitted }, excess)
}

function callOf(
  context: ProxyContext,
  request: RouteRequest,
  { body, conversion, converted: drafted, fits, signal }: Prepared,
): ChatCall {
  const { trace } = request
  const converted = fits.body === drafted.body ? drafted : { ...drafted, body: fits.body }
  return {
    request: body,
    model: conversion.target.model,
    converted,
    sent: requestJson(converted.body),
    answer: answerOptions(context, body, converted, trace.startedAtMs),
    choices: converted.choices,
    signal,
    trace,
    origin: originOf(request),
    onlyKeyId: fits.onlyKeyId,
    log: logOf(request),
    repair: repairOf(request, conversion, converted),
  }
}

// Each in a function of its own: what is made in one function holds on to all that any of it needs.

/** Made on demand, because few requests have anything to say. */
function logOf(request: RouteRequest): ChatCall['log'] {
  return () => request.log
}

function repairOf(
  request: RouteRequest,
  conversion: Conversion,
  converted: GeminiChatRequest,
): ChatCall['repair'] {
  return (failure) => repaired(request, conversion, converted, failure)
}

/** The model behind the name that the client uses. */
function targetOf({ settings, models }: ProxyContext, { model }: ChatRequest): RequestedModel {
  return parseModelName(aliasedModel(model, settings().modelAliases), models.known())
}

/** The key that made files or the cache of a converted request, if one of ours did. */
function ownerOfResources(
  { resourceKeys, pool }: ProxyContext,
  { body: { contents, cachedContent } }: GeminiChatRequest,
): string | undefined {
  if (resourceKeys.isEmpty) return undefined
  const files = contents.flatMap(({ parts = [] }) =>
    parts.flatMap(({ fileData }) => fileData?.fileUri ?? []),
  )
  const used = cachedContent ? [...files, cachedContent] : files
  const names = used.flatMap((value) => resourceNamed(value) ?? [])
  return pinnedKey(names, resourceKeys, pool)
}

const noFiles: FetchedFiles = new Map()

/** Converts a body, as often as there are more files to convert it with. */
class Conversion {
  readonly target: RequestedModel
  readonly #context: ProxyContext
  readonly #body: ChatRequest
  #files: FetchedFiles
  readonly #signal: AbortSignal

  /** @param files those that are here already, by their links */
  constructor(context: ProxyContext, body: ChatRequest, files: FetchedFiles, signal: AbortSignal) {
    this.target = targetOf(context, body)
    this.#context = context
    this.#body = body
    this.#files = files
    this.#signal = signal
  }

  convert(): GeminiChatRequest {
    const { settings, nowMs, modelVersions, signatures } = this.#context
    const { codeExecutionEnabled, showThinkingProcess, safetyFilter } = settings()
    return toGenerateContent(this.#body, this.target, {
      codeExecutionEnabled,
      showThinkingProcess,
      safetyFilter,
      nowMs: nowMs(),
      servedBy: modelVersions.servedBy(this.target.model),
      recallSignature: (callId) => signatures.get(callId),
      fetchedFiles: this.#files,
    })
  }

  /** With all files that have to be downloaded first; rejects as `download` does. */
  complete(): AtOnce<GeminiChatRequest> {
    const draft = this.convert()
    if (draft.missingFiles.length === 0) return draft
    return this.download(draft.missingFiles).then(() => this.convert())
  }

  /** Rejects with a Problem, or with the signal's reason when the client left. */
  async download(links: readonly FileLink[]): Promise<void> {
    const files = await this.#context.remoteFiles.fetchAll(links, this.#signal)
    this.#files = new Map([...this.#files, ...files])
  }
}

const unfetchable = /cannot fetch content|failed to (fetch|download)|url_?retrieval/i

/** A mended body: what Google could not fetch is sent as data; all else is a matter of the body alone. */
async function repaired(
  request: RouteRequest,
  conversion: Conversion,
  { body, filesLeftToGoogle }: GeminiChatRequest,
  { google }: FailedAttempt,
): Promise<string | undefined> {
  if (google === undefined) return undefined
  let repair: Repair | undefined
  if (filesLeftToGoogle.length > 0 && unfetchable.test(google.error.message ?? '')) {
    await conversion.download(filesLeftToGoogle)
    repair = { body: conversion.convert().body, what: 'with linked files as data' }
  } else {
    repair = repairRequest(body, google.error)
  }
  if (repair === undefined) return undefined
  request.log.info({ repair: repair.what }, 'request repaired')
  return JSON.stringify(repair.body)
}

function answerOptions(
  context: ProxyContext,
  body: ChatRequest,
  converted: GeminiChatRequest,
  startedAtMs: number,
): ChatAnswerOptions {
  const { showSearchLink, thinkingFormat, imageFormat, blockedPrompt } = context.settings()
  const isJson = asksForJson(body)
  return {
    model: body.model,
    createdSeconds: Math.floor(startedAtMs / 1000),
    newId: context.newId,
    toClientToolName: clientNamesOf(converted),
    customToolNames: converted.customToolNames,
    showThinkingProcess: converted.includeThoughts,
    // Thoughts before a JSON answer, or sources behind it, would make it unreadable.
    thinkingFormat: isJson ? 'reasoning_content' : thinkingFormat,
    imageFormat,
    blockedPrompt,
    noteUnknownPart: context.unknownParts.note,
    showSearchLink: showSearchLink && !isJson,
    parallelToolCalls: converted.parallelToolCalls,
  }
}

function clientNamesOf({ toolNames }: GeminiChatRequest): (name: string) => string {
  return (name) => toolNames.toClient(name)
}

function asksForJson({ response_format: format }: ChatRequest): boolean {
  return format !== undefined && format !== null && format['type'] !== 'text'
}

/** With one seed all choices would be the same answer, so each has a seed of its own. */
function bodyOfChoice({ sent, converted: { body } }: ChatCall, choice: number): Buffer {
  const { generationConfig } = body
  const seed = generationConfig?.seed
  if (choice === 0 || seed === undefined) return sent
  return requestJson({
    ...body,
    generationConfig: { ...generationConfig, seed: (seed + choice) | 0 },
  })
}

/**
 * The call of a verb (`generateContent`, `streamGenerateContent?alt=sse`).
 * @param accept what becomes of its answer
 * @param choice which of the answers that are wanted
 */
export function upstreamCall<T>(
  call: ChatCall,
  verb: string,
  trace: RequestTrace,
  accept: FailoverCall<T>['accept'],
  choice = 0,
): FailoverCall<T> {
  const { model, signal, repair, onlyKeyId } = call
  return {
    call: {
      method: 'POST',
      path: `/v1beta/models/${model}:${verb}`,
      headers: { 'content-type': 'application/json' },
      body: bodyOfChoice(call, choice),
    },
    model,
    preferPaid: modelFamily(model).isImage,
    onlyKeyId,
    conversation: conversationOf(model, call.converted.body, call.sent.length),
    repeatable: true,
    signal,
    trace,
    repair,
    accept,
  }
}
