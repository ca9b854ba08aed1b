/** OpenAI messages as Gemini contents and system instruction (conformance A1, A6). */
import type { ModelFamily } from '../../../gemini/families.ts'
import type { Content, Part } from '../../../gemini/wire.ts'
import { InvalidRequest } from '../../invalid-request.ts'
import { withoutThoughts } from '../think-tags.ts'
import type { ChatMessage } from './chat-request.ts'
import { contentParts } from './content-parts.ts'
import type { LinkedFiles } from './linked-files.ts'
import { liftMarkdownImages } from './markdown-images.ts'
import {
  type RecallSignature,
  replayedSignature,
  signatureOfCall,
  signatureSentinel,
} from './thought-signature.ts'
import type { ToolNames } from './tool-names.ts'
import {
  resultContent,
  responseObject,
  ToolResults,
  type PlacedCall,
  type PlacedResult,
} from './tool-results.ts'

export interface Conversation {
  /** One part per system or developer message, in order. */
  system: Part[]
  /** Starts with a user turn; never empty. */
  contents: Content[]
}

interface Context {
  family: ModelFamily
  /** Whether Google's own tools stand beside functions: only then are their steps sent back. */
  combinesTools: boolean
  toolNames: ToolNames
  links: LinkedFiles
  recallSignature: RecallSignature
}

type FunctionResponse = NonNullable<Part['functionResponse']>

const blank: Part = { text: ' ' }
const mediaOfResponses = /^(image\/(png|jpeg|webp)|application\/pdf|text\/.*)$/

const hasFunctionPart = (content: Content): boolean =>
  (content.parts ?? []).some((part) => part.functionCall ?? part.functionResponse)

/** Adds a turn. Turns of one role become one, but function calls and results stay apart (A6). */
function addTurn(contents: Content[], role: 'user' | 'model', parts: Part[]): void {
  if (parts.length === 0) return
  const last = contents.at(-1)
  if (last?.role === role && last.parts && !hasFunctionPart(last)) last.parts.push(...parts)
  else contents.push({ role, parts })
}

/** The content of a message; the way to a plain text is of no interest to anybody. */
function saidParts({ content }: ChatMessage, index: number, context: Context): Part[] {
  const path = typeof content === 'string' ? '' : `messages[${index}].content`
  return contentParts(content, path, context)
}

function systemPart(message: ChatMessage, index: number, context: Context): Part[] {
  const parts = saidParts(message, index, context)
  if (parts.some((part) => part.text === undefined)) {
    const path = `messages[${index}].content`
    throw new InvalidRequest(`Invalid '${path}': a ${message.role} message takes text only.`, {
      param: path,
    })
  }
  const text = parts.map((part) => part.text).join('\n')
  return text === '' ? [] : [{ text }]
}

// Thoughts are Google's to keep: replayed ones are refused unless they are identical to the byte.
const isThoughtPart = (part: { type: string } | string): boolean =>
  typeof part !== 'string' && ['thinking', 'redacted_thinking', 'reasoning'].includes(part.type)

/**
 * Text and images an assistant message says. Images come apart: Google takes one in a model turn
 * only with its signature, so they go back as the user's.
 */
function assistantContent(
  message: ChatMessage,
  index: number,
  context: Context,
): { texts: Part[]; images: Part[] } {
  const path = `messages[${index}]`
  const { content } = message
  const spoken = Array.isArray(content) ? content.filter((part) => !isThoughtPart(part)) : content
  const parts = [
    ...contentParts(spoken, `${path}.content`, context),
    ...contentParts(message.images, `${path}.images`, context),
  ]
  const texts: Part[] = []
  const images: Part[] = []
  for (const part of parts) {
    if (part.text === undefined) images.push(part)
    else {
      const lifted = liftMarkdownImages(withoutThoughts(part.text), (url) =>
        context.links.fetched(url),
      )
      if (lifted.text.trim() !== '') texts.push({ text: lifted.text })
      images.push(...lifted.images)
    }
  }
  if (message.refusal) texts.push({ text: message.refusal })
  return { texts, images }
}

/** Function call parts of one step; the first is signed where the model insists on it. */
function callParts(calls: readonly PlacedCall[], message: ChatMessage, context: Context): Part[] {
  const { family, toolNames, recallSignature } = context
  return calls.map((call, order) => {
    const { id, name, args } = call
    const part: Part = { functionCall: { id, name: toolNames.toGemini(name), args } }
    if (!family.requiresSignatures) return part
    const own = signatureOfCall(call, family.name, recallSignature)
    const first = order === 0 ? stepSignature(call, message, context) : undefined
    const thoughtSignature = own ?? first
    return thoughtSignature === undefined ? part : { ...part, thoughtSignature }
  })
}

/** What Google's own tools did around the calls of a step, as they are remembered. */
function stepsAround(
  call: PlacedCall | undefined,
  { family, combinesTools, recallSignature }: Context,
): { before: Part[]; after: Part[] } {
  const known = call?.clientId === undefined ? undefined : recallSignature(call.clientId)
  const isReplayed = combinesTools && known?.family === family.name
  if (!isReplayed || known.steps === undefined) return { before: [], after: [] }
  // Written by ourselves when the answer came.
  return JSON.parse(known.steps) as { before: Part[]; after: Part[] }
}

/** What stands in on the first call of a step: the message's own signature, or the sentinel. */
function stepSignature(
  { clientId }: PlacedCall,
  message: ChatMessage,
  { recallSignature }: Context,
): string {
  const isKnown = clientId !== undefined && recallSignature(clientId) !== undefined
  return (isKnown ? undefined : replayedSignature(message)) ?? signatureSentinel
}

/** A result as a function response; media the model does not take inside it come after it. */
function responseParts(
  call: PlacedCall,
  result: PlacedResult | undefined,
  context: Context,
): { response: Part; extra: Part[] } {
  const { family, toolNames } = context
  const base = { id: call.id, name: toolNames.toGemini(call.name) }
  if (result === undefined) {
    return {
      response: { functionResponse: { ...base, response: { error: 'no result' } } },
      extra: [],
    }
  }
  const { text, media } = resultContent(result, context)
  const fits = (part: Part): boolean =>
    family.mediaInFunctionResponse && mediaOfResponses.test(part.inlineData?.mimeType ?? '')
  const inside = media.flatMap((part) => (fits(part) && part.inlineData ? [part.inlineData] : []))
  const outside = media.filter((part) => !fits(part))
  const functionResponse: FunctionResponse = {
    ...base,
    response: responseObject(text, result.message.is_error === true),
    ...(inside.length > 0 && { parts: inside.map((inlineData) => ({ inlineData })) }),
  }
  const label = { text: `Returned by the tool ${base.name}:` }
  return { response: { functionResponse }, extra: outside.length > 0 ? [label, ...outside] : [] }
}

function addAssistant(
  contents: Content[],
  message: ChatMessage,
  index: number,
  results: ToolResults,
  context: Context,
): void {
  const { texts, images } = assistantContent(message, index, context)
  const pairs = results.callsAt(index)
  const calls = callParts(
    pairs.map(({ call }) => call),
    message,
    context,
  )
  const signed = images.filter(({ thoughtSignature }) => thoughtSignature !== undefined)
  // The signature of an answer with images is one of theirs.
  const said = signed.length > 0 ? texts : signedTexts(texts, calls.length, message, context)
  const { before, after } = stepsAround(pairs[0]?.call, context)
  addTurn(contents, 'model', [...said, ...signed, ...before, ...calls, ...after])
  const answered = pairs.map(({ call, result }) => responseParts(call, result, context))
  addTurn(contents, 'user', [
    ...answered.map(({ response }) => response),
    ...answered.flatMap(({ extra }) => extra),
  ])
  addTurn(
    contents,
    'user',
    images.filter((image) => !signed.includes(image)),
  )
}

/** A message's own signature belongs to its text when it made no call. */
function signedTexts(
  texts: Part[],
  callCount: number,
  message: ChatMessage,
  { family }: Context,
): Part[] {
  const thoughtSignature = replayedSignature(message)
  if (callCount > 0 || thoughtSignature === undefined || !family.requiresSignatures) return texts
  const last = texts.at(-1) ?? { text: '' }
  return [...texts.slice(0, -1), { ...last, thoughtSignature }]
}

/** A result without its call can only be told as text. */
function orphanParts(result: PlacedResult, context: Context): Part[] {
  const { text, media } = resultContent(result, context)
  const label = result.message.name ?? result.message.tool_call_id
  return [{ text: `Result of the tool${label ? ` ${label}` : ''}: ${text}` }, ...media]
}

/** The turn Google insists on at either end: a user's first, and last where prefill is refused. */
function withUserEnds(contents: Content[], family: ModelFamily): Content[] {
  if (contents[0]?.role !== 'user') contents.unshift({ role: 'user', parts: [blank] })
  if (!family.prefillAllowed && contents.at(-1)?.role === 'model') {
    contents.push({ role: 'user', parts: [{ text: 'Continue.' }] })
  }
  return contents
}

/**
 * Converts the messages of one request; tool names go through `toolNames`. Throws InvalidRequest
 * for content Gemini cannot take, or when no message says anything.
 */
export function convertMessages(messages: readonly ChatMessage[], context: Context): Conversation {
  const results = new ToolResults(messages)
  const system: Part[] = []
  const contents: Content[] = []
  messages.forEach((message, index) => {
    if (message.role === 'system' || message.role === 'developer') {
      system.push(...systemPart(message, index, context))
    } else if (message.role === 'assistant') {
      addAssistant(contents, message, index, results, context)
    } else if (message.role === 'user') {
      addTurn(contents, 'user', saidParts(message, index, context))
    } else if (results.isOrphan(index)) {
      addTurn(contents, 'user', orphanParts({ message, index }, context))
    }
  })
  if (contents.length === 0 && system.length === 0) {
    throw new InvalidRequest("'messages' must contain at least one message with content.", {
      param: 'messages',
    })
  }
  return { system, contents: withUserEnds(contents, context.family) }
}
