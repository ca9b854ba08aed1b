/** Options for tests: ids count up from 1, tool names keep their spelling. */
import type { ChatAnswerOptions } from './answer-options.ts'

/** Fresh options, so that every test starts counting again. */
export function sampleOptions(changes: Partial<ChatAnswerOptions> = {}): ChatAnswerOptions {
  let issued = 0
  return {
    model: 'gemini-3.8-flash',
    createdSeconds: 1_795_400_000,
    newId(prefix) {
      issued += 1
      return prefix === 'call' ? `call_${issued}` : `chatcmpl-${issued}`
    },
    toClientToolName: (name) => name,
    showThinkingProcess: true,
    showSearchLink: false,
    parallelToolCalls: true,
    ...changes,
  }
}
