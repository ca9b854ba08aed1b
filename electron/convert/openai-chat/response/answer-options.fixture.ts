/** Options for tests: ids count up from 1, tool names keep their spelling; and how to read calls. */
import type { ChatAnswerOptions } from './answer-options.ts'
import type { ChatChoice, ChatToolCall } from './chat-chunk.ts'

/** Fresh options, so that every test starts counting again. */
export function sampleOptions(changes: Partial<ChatAnswerOptions> = {}): ChatAnswerOptions {
  let issued = 0
  return {
    model: 'gemini-3.8-flash',
    createdSeconds: 1_795_400_000,
    newId(prefix) {
      issued += 1
      return prefix === 'chatcmpl' ? `chatcmpl-${issued}` : `${prefix}_${issued}`
    },
    toClientToolName: (name) => name,
    customToolNames: new Set(),
    showThinkingProcess: true,
    thinkingFormat: 'reasoning_content',
    imageFormat: 'markdown',
    blockedPrompt: 'refusal',
    noteUnknownPart: () => undefined,
    showSearchLink: false,
    parallelToolCalls: true,
    ...changes,
  }
}

/** The function of a call, which must be one of a function. */
export function functionOf(call: ChatToolCall | undefined): { name: string; arguments: string } {
  if (call?.type !== 'function') throw new Error('this is no call of a function')
  return call.function
}

/** Choices to compare with those of another run, in which ids are made up in another order. */
export function withoutMadeUpIds(choices: ChatChoice[]): unknown {
  return JSON.parse(JSON.stringify(choices).replaceAll(/"(call|audio)_\d+"/g, '"$1"'))
}
