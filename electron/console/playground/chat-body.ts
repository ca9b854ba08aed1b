/** The request that the playground's switches stand for; pure. */
import type { PlaygroundChat } from '../../shared/contract/playground.ts'

/** The body for `POST /v1/chat/completions`, streamed, with usage at its end. */
export function chatBody(chat: PlaygroundChat): object {
  const { model, messages, search, codeExecution, thinking } = chat
  const tools = [
    ...(search ? [{ type: 'web_search' }] : []),
    ...(codeExecution ? [{ type: 'code_interpreter' }] : []),
  ]
  return {
    model,
    messages,
    stream: true,
    stream_options: { include_usage: true },
    ...(tools.length > 0 && { tools }),
    ...(thinking !== 'default' && { reasoning_effort: thinking }),
  }
}
