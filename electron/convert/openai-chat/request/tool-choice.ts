/** `tool_choice` in its many forms, as Google's calling mode (conformance A3). */
import { isObject } from '../../../shared/is-object.ts'
import { InvalidRequest } from '../../invalid-request.ts'
import { builtInOf } from './built-in-tools.ts'
import { type ChatRequest } from './chat-request.ts'
import type { ToolNames } from './tool-names.ts'

export interface ToolChoice {
  mode: 'AUTO' | 'ANY' | 'NONE' | 'VALIDATED'
  /** Gemini names; only with ANY and VALIDATED. */
  names?: string[]
}

const modesByWord: ReadonlyMap<string, ToolChoice['mode']> = new Map([
  ['auto', 'AUTO'],
  ['none', 'NONE'],
  ['required', 'ANY'],
  ['any', 'ANY'],
] as const)

const invalidChoice = (reason: string): InvalidRequest =>
  new InvalidRequest(`Invalid 'tool_choice': ${reason}.`, { param: 'tool_choice' })

/** The name in `{function: {name}}`, `{custom: {name}}` or `{name}`. */
function chosenName(choice: Record<string, unknown>): string | undefined {
  const holders = [choice['function'], choice['custom'], choice]
  return holders
    .map((holder) => (isObject(holder) ? holder['name'] : undefined))
    .find((name): name is string => typeof name === 'string')
}

/** A mode, also as the type of an object: `{type: 'auto'}`. */
function byWord(word: unknown): ToolChoice {
  const mode = typeof word === 'string' ? modesByWord.get(word) : undefined
  if (mode === undefined) throw invalidChoice('use auto, none, required or name a function')
  return { mode }
}

/**
 * What the client chose, or nothing when it chose nothing or a tool that is not a function.
 * `declared` are the client's names of all functions; naming another throws InvalidRequest.
 */
export function readToolChoice(
  request: ChatRequest,
  declared: ReadonlySet<string>,
  toolNames: ToolNames,
): ToolChoice | undefined {
  const choice = request.tool_choice ?? legacyChoice(request)
  if (choice === undefined || choice === null) return undefined
  if (typeof choice === 'string') return byWord(choice)

  const toGemini = (name: string): string => {
    if (!declared.has(name)) throw invalidChoice(`'${name}' is not among the functions in 'tools'`)
    return toolNames.toGemini(name)
  }
  if (choice['type'] === 'allowed_tools') return allowedTools(choice, toGemini)
  const name = chosenName(choice)
  if (name !== undefined) return { mode: 'ANY', names: [toGemini(name)] }
  // A tool of Google's own is on already.
  return builtInOf(choice['type']) === undefined ? byWord(choice['type']) : undefined
}

function legacyChoice({ function_call: call }: ChatRequest): ChatRequest['tool_choice'] {
  return isObject(call) ? { type: 'function', function: call } : call
}

function allowedTools(
  choice: Record<string, unknown>,
  toGemini: (name: string) => string,
): ToolChoice {
  const list = isObject(choice['allowed_tools']) ? choice['allowed_tools'] : choice
  const { mode = 'auto', tools = [] } = list
  if (mode !== 'auto' && mode !== 'required') {
    throw invalidChoice("the 'mode' of allowed_tools is auto or required")
  }
  if (!Array.isArray(tools) || !tools.every(isObject)) {
    throw invalidChoice("the 'tools' of allowed_tools are a list of objects")
  }
  const names = tools.flatMap((tool) => chosenName(tool) ?? []).map(toGemini)
  if (names.length === 0) return { mode: mode === 'required' ? 'ANY' : 'AUTO' }
  return { mode: mode === 'required' ? 'ANY' : 'VALIDATED', names }
}
