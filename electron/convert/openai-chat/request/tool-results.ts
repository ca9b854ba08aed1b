/** Pairs tool calls with their results, and writes a result as a `functionResponse` (A1). */
import { parseExactJson } from '../../../shared/exact-json.ts'
import { isObject } from '../../../shared/is-object.ts'
import type { Part } from '../../../gemini/wire.ts'
import { type ChatMessage, type ChatToolCall } from './chat-request.ts'
import { contentParts } from './content-parts.ts'
import type { LinkedFiles } from './linked-files.ts'
import { splitCallId } from './thought-signature.ts'

/** One call of an assistant message, under an id that is unique within the message. */
export interface PlacedCall {
  id: string
  /** The id as the client wrote it. */
  clientId: string | undefined
  /** The client's spelling. */
  name: string
  args: Record<string, unknown>
  /** Where a thought signature may be found. */
  holders: readonly unknown[]
}

/** A result, with its place in the request's messages. */
export interface PlacedResult {
  message: ChatMessage
  index: number
}

/** Arguments as the object Google wants; what is no JSON object is kept under a key, never lost. */
function argumentsObject(given: unknown): Record<string, unknown> {
  if (given === undefined || given === null) return {}
  if (isObject(given)) return given
  if (typeof given !== 'string') return { value: given }
  if (given.trim() === '') return {}
  try {
    const parsed = parseExactJson(given)
    if (parsed === null) return {}
    return isObject(parsed) ? parsed : { value: parsed }
  } catch {
    return { raw_arguments: given }
  }
}

function placedCall(call: ChatToolCall, id: string): PlacedCall {
  const place = { id, clientId: call.id ?? undefined, holders: [call, call.function] }
  if (call.custom) return { ...place, name: call.custom.name, args: { input: call.custom.input } }
  const args = argumentsObject(call.function?.arguments)
  return { ...place, name: call.function?.name ?? '', args }
}

/** The calls of an assistant message, with ids made up where they are missing or given twice. */
function callsOf(message: ChatMessage, messageIndex: number): PlacedCall[] {
  const calls: ChatToolCall[] = [...(message.tool_calls ?? [])]
  if (calls.length === 0 && message.function_call) calls.push({ function: message.function_call })
  const seen = new Set<string>()
  return calls.map((call, index) => {
    const given = call.id ? splitCallId(call.id).id : ''
    const isUsable = given !== '' && !seen.has(given)
    const id = isUsable ? given : `call_${messageIndex}_${index}`
    seen.add(id)
    return placedCall(call, id)
  })
}

const isResult = (message: ChatMessage): boolean =>
  message.role === 'tool' || message.role === 'function'

const declaresCall = (message: ChatMessage, id: string | null | undefined): boolean =>
  Boolean(id) && (message.tool_calls ?? []).some((call) => call.id === id)

/** Results without an id, as old clients send them, answer by name and in order. */
const answers = (result: ChatMessage, call: PlacedCall, clientId: string | null | undefined) =>
  result.tool_call_id ? result.tool_call_id === clientId : !result.name || result.name === call.name

/**
 * Finds the result of every call in the request: `results.get(call)`; what is left over in
 * `orphans` (by message index) answers nothing. A result belongs to the nearest earlier call with
 * its id, wherever it stands, and to one call only.
 */
export class ToolResults {
  readonly #messages: readonly ChatMessage[]
  readonly #claimed = new Set<number>()
  readonly #calls = new Map<number, { call: PlacedCall; result: PlacedResult | undefined }[]>()

  constructor(messages: readonly ChatMessage[]) {
    this.#messages = messages
    for (const [index, message] of messages.entries()) {
      if (message.role !== 'assistant') continue
      const calls = callsOf(message, index)
      const clientIds = message.tool_calls?.map((call) => call.id) ?? []
      this.#calls.set(
        index,
        calls.map((call, order) => ({ call, result: this.#claim(index, call, clientIds[order]) })),
      )
    }
  }

  /** The calls of the assistant message at this index, each with its result if there is one. */
  callsAt(index: number): readonly { call: PlacedCall; result: PlacedResult | undefined }[] {
    return this.#calls.get(index) ?? []
  }

  /** True for a tool message that answers no call. */
  isOrphan(index: number): boolean {
    const message = this.#messages[index]
    return message !== undefined && isResult(message) && !this.#claimed.has(index)
  }

  #claim(
    callIndex: number,
    call: PlacedCall,
    clientId: string | null | undefined,
  ): PlacedResult | undefined {
    for (let index = callIndex + 1; index < this.#messages.length; index += 1) {
      const message = this.#messages[index]
      if (message === undefined || declaresCall(message, clientId)) return undefined
      if (!isResult(message) || this.#claimed.has(index)) continue
      if (!answers(message, call, clientId)) continue
      this.#claimed.add(index)
      return { message, index }
    }
    return undefined
  }
}

/** Text and media of a tool message. */
export function resultContent(
  { message, index }: PlacedResult,
  links: LinkedFiles,
): { text: string; media: Part[] } {
  const parts = contentParts(message.content, `messages[${index}].content`, links)
  const texts = parts.flatMap((part) => part.text ?? [])
  return { text: texts.join('\n'), media: parts.filter((part) => part.text === undefined) }
}

/** What the tool said, as an object: a JSON object as it is, anything else under `output`. */
export function responseObject(text: string, isError: boolean): Record<string, unknown> {
  if (isError) return { error: text }
  if (text.trimStart().startsWith('{')) {
    try {
      const parsed = parseExactJson(text)
      if (isObject(parsed)) return parsed
    } catch {
      return { output: text }
    }
  }
  return { output: text }
}
