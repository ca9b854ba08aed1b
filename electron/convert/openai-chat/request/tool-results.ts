/** Pairs tool calls with their results, and writes a result as a `functionResponse` (A1). */
import { parseExactJson } from '../../../shared/exact-json.ts'
import { isObject } from '../../../shared/is-object.ts'
import type { Part } from '../../../gemini/wire.ts'
import { type ChatMessage, type ChatToolCall } from './chat-request.ts'
import { contentParts, type MediaContext } from './content-parts.ts'
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

const concernsTools = (message: ChatMessage): boolean =>
  isResult(message) || Boolean(message.tool_calls ?? message.function_call)

const none: ReadonlyMap<number, readonly PairedCall[]> = new Map()
const nobody: ReadonlySet<number> = new Set()

interface PairedCall {
  call: PlacedCall
  result: PlacedResult | undefined
}

/** Calls without a result so far. A conversation may have thousands, so none is searched for. */
class OpenCalls {
  readonly #all = new Set<PairedCall>()
  readonly #byId = new Map<string, Set<PairedCall>>()
  readonly #byName = new Map<string, Set<PairedCall>>()

  /** Adds the calls of one message. An id that is used again means the later message's call. */
  add(pairs: readonly PairedCall[]): void {
    for (const { call } of pairs) {
      for (const earlier of this.#byId.get(call.clientId ?? '') ?? []) this.#close(earlier)
    }
    for (const pair of pairs) {
      this.#all.add(pair)
      if (pair.call.clientId) setOf(this.#byId, pair.call.clientId).add(pair)
      setOf(this.#byName, pair.call.name).add(pair)
    }
  }

  /** Takes out the call that a result answers; without an id it answers by name and in order. */
  take({ tool_call_id: id, name }: ChatMessage): PairedCall | undefined {
    const fitting = id ? this.#byId.get(id) : name ? this.#byName.get(name) : this.#all
    const [pair] = fitting ?? []
    if (pair !== undefined) this.#close(pair)
    return pair
  }

  #close(pair: PairedCall): void {
    this.#all.delete(pair)
    this.#byId.get(pair.call.clientId ?? '')?.delete(pair)
    this.#byName.get(pair.call.name)?.delete(pair)
  }
}

function setOf(sets: Map<string, Set<PairedCall>>, key: string): Set<PairedCall> {
  const known = sets.get(key)
  if (known !== undefined) return known
  const made = new Set<PairedCall>()
  sets.set(key, made)
  return made
}

/**
 * Finds the result of every call of a request, in one pass. A result belongs to the nearest earlier
 * call with its id, wherever it stands, and to one call only.
 */
export class ToolResults {
  #calls: ReadonlyMap<number, readonly PairedCall[]> = none
  #orphans: ReadonlySet<number> = nobody

  constructor(messages: readonly ChatMessage[]) {
    if (messages.some(concernsTools)) this.#pair(messages)
  }

  /** The calls of the assistant message at this index, each with its result if there is one. */
  callsAt(index: number): readonly PairedCall[] {
    return this.#calls.get(index) ?? []
  }

  /** True for a tool message that answers no call. */
  isOrphan(index: number): boolean {
    return this.#orphans.has(index)
  }

  #pair(messages: readonly ChatMessage[]): void {
    const open = new OpenCalls()
    const calls = new Map<number, readonly PairedCall[]>()
    const orphans = new Set<number>()
    for (const [index, message] of messages.entries()) {
      if (message.role === 'assistant') {
        const pairs = callsOf(message, index).map((call): PairedCall => ({
          call,
          result: undefined,
        }))
        calls.set(index, pairs)
        open.add(pairs)
      } else if (isResult(message)) {
        const answered = open.take(message)
        if (answered === undefined) orphans.add(index)
        else answered.result = { message, index }
      }
    }
    this.#calls = calls
    this.#orphans = orphans
  }
}

/** Text and media of a tool message. */
export function resultContent(
  { message, index }: PlacedResult,
  context: MediaContext,
): { text: string; media: Part[] } {
  const parts = contentParts(message.content, `messages[${index}].content`, context)
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
