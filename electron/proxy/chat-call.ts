/** One chat request on its way to Google: checked, converted (`chat-conversion.ts`), a call to make. */
import { setImmediate } from 'node:timers/promises'
import { type ChatRequest, parseChatRequest } from '../convert/openai-chat/request/chat-request.ts'
import type { FetchedFiles } from '../convert/openai-chat/request/linked-files.ts'
import type { GeminiChatRequest } from '../convert/openai-chat/request/request.ts'
import type { ChatAnswerOptions } from '../convert/openai-chat/response/answer-options.ts'
import { requestJson } from '../gemini/request-json.ts'
import { modelFamily } from '../gemini/families.ts'
import { andThen, type AtOnce } from '../shared/at-once.ts'
import { answerSignal } from './answer-signal.ts'
import { ChatConversion, type Converted } from './chat-conversion.ts'
import type { ProxyContext } from './context.ts'
import type { RouteReply, RouteRequest } from './exchange.ts'
import { conversationOf } from './conversation.ts'
import type { FailoverCall } from './failover.ts'
import { mayLinkImages, ownImages } from './images/own-images.ts'
import { originOf } from './origin.ts'
import { parseJsonBody } from './request-body.ts'
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
    const conversion = new ChatConversion(context, { body, files, signal, trace })
    const complete = andThen(conversion.complete(), (whole) => andThen(turn(), () => whole))
    return andThen(complete, (whole) =>
      callOf(context, request, { body, signal, conversion, whole }),
    )
  })
}

const noFiles: FetchedFiles = new Map()

/** What a call is made of. */
interface Prepared {
  body: ChatRequest
  signal: AbortSignal
  conversion: ChatConversion
  whole: Converted
}

function callOf(
  context: ProxyContext,
  request: RouteRequest,
  { body, signal, conversion, whole: { converted, onlyKeyId } }: Prepared,
): ChatCall {
  const { trace } = request
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
    onlyKeyId,
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
  conversion: ChatConversion,
  converted: GeminiChatRequest,
): ChatCall['repair'] {
  return async (failure) => {
    const repair = await conversion.mended(converted, failure)
    if (repair === undefined) return undefined
    request.log.info({ repair: repair.what }, 'request repaired')
    return JSON.stringify(repair.body)
  }
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
