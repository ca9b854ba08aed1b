/** The request that the playground's switches stand for; pure. */
import type { PlaygroundChat } from './contract/playground.ts'

/**
 * The body for `POST /v1/chat/completions`. Code execution that the settings would add is kept out
 * by `tool_choice`, the one word for it that a request has; searching keeps it out by itself.
 */
export function playgroundRequest(chat: PlaygroundChat) {
  const { model, messages, search, codeExecution, thinking } = chat
  const tools = [
    ...(search ? [{ type: 'web_search' }] : []),
    ...(codeExecution === true ? [{ type: 'code_interpreter' }] : []),
  ]
  return {
    model,
    messages,
    ...(tools.length > 0 && { tools }),
    ...(codeExecution === false && !search && { tool_choice: 'none' }),
    ...(thinking !== 'default' && { reasoning_effort: thinking }),
  }
}
