/** Function calls of one candidate, as OpenAI tool calls (conformance B1, B3 rule 6). */
import type { FunctionCall, Part } from '../../../gemini/wire.ts'
import type { ChatAnswerOptions } from './answer-options.ts'
import type { ChatToolCall } from './chat-chunk.ts'
import { addPartialArg, emptyArguments, type PartialArguments } from './partial-arguments.ts'

type ToolCallOptions = Pick<
  ChatAnswerOptions,
  'customToolNames' | 'newId' | 'parallelToolCalls' | 'toClientToolName'
>
type NumberedCall = ChatToolCall & { index: number }
type Signature = Part['thoughtSignature']

const acceptableId = /^[A-Za-z0-9_-]{1,64}$/

/** Reads the calls of one candidate; it numbers them and gives each an id of its own. */
export class ToolCallReader {
  readonly #options: ToolCallOptions
  readonly #usedIds = new Set<string>()
  #open: { call: FunctionCall; args: PartialArguments; signature: Signature } | undefined

  constructor(options: ToolCallOptions) {
    this.#options = options
  }

  /** Id of the first call, as the client was given it. */
  get firstId(): string | undefined {
    const [id] = this.#usedIds
    return id
  }

  /** How many calls were given so far. */
  get count(): number {
    return this.#usedIds.size
  }

  /**
   * Takes a function call part; gives the calls that are now whole. Arguments in pieces follow a
   * part with the name and are held back until the last piece (conformance B3 rule 7).
   */
  push(call: FunctionCall, signature: Signature): NumberedCall[] {
    if (!call.name) return this.#open === undefined ? [] : this.#continue(call, signature)
    const before = this.#close()
    const inPieces = call.willContinue === true || call.partialArgs !== undefined
    const now = inPieces ? this.#continue(call, signature) : this.#emit(call, signature)
    return [...before, ...now]
  }

  /** Gives a call whose last piece never said it was, unless the answer was cut short there. */
  end(cutShort: boolean): NumberedCall[] {
    return cutShort ? [] : this.#close()
  }

  #continue(piece: FunctionCall, signature: Signature): NumberedCall[] {
    this.#open ??= { call: piece, args: emptyArguments(), signature }
    const { args } = this.#open
    Object.assign(args, piece.args)
    for (const partialArg of piece.partialArgs ?? []) addPartialArg(args, partialArg)
    return piece.willContinue === true ? [] : this.#close()
  }

  #close(): NumberedCall[] {
    if (this.#open === undefined) return []
    const { call, args, signature } = this.#open
    this.#open = undefined
    return this.#emit({ ...call, args }, signature)
  }

  #emit(call: FunctionCall, signature: Signature): NumberedCall[] {
    const index = this.count
    if (index > 0 && !this.#options.parallelToolCalls) return []
    return [
      {
        index,
        id: this.#claimId(call.id),
        ...this.#written(call),
        ...(signature && { extra_content: { google: { thought_signature: signature } } }),
      },
    ]
  }

  /** The call itself; a tool that takes free text was declared with one field for it. */
  #written({ name: geminiName = '', args = {} }: FunctionCall) {
    const name = this.#options.toClientToolName(geminiName)
    if (!this.#options.customToolNames.has(name)) {
      return { type: 'function' as const, function: { name, arguments: JSON.stringify(args) } }
    }
    const { input } = args
    const text = typeof input === 'string' ? input : JSON.stringify(input ?? args)
    return { type: 'custom' as const, custom: { name, input: text } }
  }

  #claimId(proposed: string | undefined): string {
    const usable =
      proposed !== undefined && acceptableId.test(proposed) && !this.#usedIds.has(proposed)
    const id = usable ? proposed : this.#options.newId('call')
    this.#usedIds.add(id)
    return id
  }
}
