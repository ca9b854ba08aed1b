/** What a person asked for in a chat, as the note of an image that came of it. */
import type { ChatRequest } from '../../convert/openai-chat/request/chat-request.ts'

const LIMIT_CHARACTERS = 2000

/** The text of the last message of the user, cut where it is long. */
export function lastWords({ messages }: Pick<ChatRequest, 'messages'>): string {
  const { content } = messages.findLast(({ role }) => role === 'user') ?? {}
  const parts = Array.isArray(content) ? content : []
  const texts = parts.flatMap((part) => {
    if (typeof part === 'string') return part
    return typeof part['text'] === 'string' ? part['text'] : []
  })
  return (typeof content === 'string' ? content : texts.join('\n')).slice(0, LIMIT_CHARACTERS)
}
