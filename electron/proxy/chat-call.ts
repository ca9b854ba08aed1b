/** What one chat request becomes on its way to Google: checked, converted, its files fetched. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { parseModelName } from '../convert/model-name.ts'
import { type ChatRequest, parseChatRequest } from '../convert/openai-chat/request/chat-request.ts'
import {
  type ChatRequestOptions,
  type GeminiChatRequest,
  toGenerateContent,
} from '../convert/openai-chat/request/request.ts'
import type { ChatAnswerOptions } from '../convert/openai-chat/response/answer-options.ts'
import { modelFamily } from '../gemini/families.ts'
import { answerSignal } from './answer-signal.ts'
import type { ProxyContext } from './context.ts'
import { conversationOf } from './conversation.ts'
import type { FailoverCall } from './failover.ts'
import { parseJsonBody } from './request-body.ts'
import type { RequestTrace } from './trace.ts'

export interface ChatCall {
  request: ChatRequest
  /** Upstream model id. */
  model: string
  converted: GeminiChatRequest
  answer: ChatAnswerOptions
  signal: AbortSignal
  trace: RequestTrace
}

/**
 * Reads the body, converts it and downloads the files it links to, before any key is taken.
 * @throws InvalidRequest or Problem when the client is at fault; the signal's reason when it left
 */
export async function prepareChat(
  context: ProxyContext,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<ChatCall> {
  const body = parseChatRequest(parseJsonBody(request.body as Buffer | undefined))
  const settings = context.settings()
  const target = parseModelName(body.model, context.models.known())
  const { trace } = request
  trace.modelAsked = body.model
  trace.stream = body.stream === true
  const signal = answerSignal(reply, context.stopping)
  const options: ChatRequestOptions = {
    ...settings,
    nowMs: context.nowMs(),
    servedBy: context.modelVersions.servedBy(target.model),
    recallSignature: (callId) => context.signatures.get(callId),
  }
  const convert = (more: Partial<ChatRequestOptions>) =>
    toGenerateContent(body, target, { ...options, ...more })
  const converted = await withFiles(context, convert, signal)
  return {
    request: body,
    model: target.model,
    converted,
    answer: {
      model: body.model,
      createdSeconds: Math.floor(context.nowMs() / 1000),
      newId: context.newId,
      toClientToolName: (name) => converted.toolNames.toClient(name),
      showThinkingProcess: converted.includeThoughts,
      // A list of sources behind a JSON answer would make it unreadable.
      showSearchLink: settings.showSearchLink && !asksForJson(body),
      parallelToolCalls: converted.parallelToolCalls,
    },
    signal,
    trace,
  }
}

/** Converts; if that leaves files to be downloaded, gets them and converts once more. */
async function withFiles(
  { remoteFiles }: ProxyContext,
  convert: (options: Partial<ChatRequestOptions>) => GeminiChatRequest,
  signal: AbortSignal,
): Promise<GeminiChatRequest> {
  const draft = convert({})
  if (draft.missingFiles.length === 0) return draft
  return convert({ fetchedFiles: await remoteFiles.fetchAll(draft.missingFiles, signal) })
}

function asksForJson({ response_format: format }: ChatRequest): boolean {
  return format !== undefined && format !== null && format['type'] !== 'text'
}

/** The call of a verb (`generateContent`, `streamGenerateContent?alt=sse`), but for its answer. */
export function upstreamCall(call: ChatCall, verb: string): Omit<FailoverCall<never>, 'accept'> {
  const { model, signal, trace } = call
  return {
    call: {
      method: 'POST',
      path: `/v1beta/models/${model}:${verb}`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(call.converted.body),
    },
    model,
    preferPaid: modelFamily(model).isImage,
    conversation: conversationOf(model, call.converted.body),
    repeatable: true,
    signal,
    trace,
  }
}
