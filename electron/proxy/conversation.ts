/** Recognises a conversation by how it begins, so that its turns meet the same prompt cache. */
import { hash } from 'node:crypto'

/** As much of the beginning as tells conversations apart; an image in it need not be hashed whole. */
const TELLING_CHARACTERS = 4096
/** Larger bodies are not worth parsing for a hint. */
const MAX_PARSED_BYTES = 64 * 1024

/**
 * The name of the conversation a Gemini request belongs to: model, system prompt and first turn,
 * which stay the same while it grows. Undefined when there is no first turn.
 */
export function conversationOf(model: string, request: unknown): string | undefined {
  if (typeof request !== 'object' || request === null) return undefined
  const { contents, systemInstruction } = request as Record<string, unknown>
  const first: unknown = Array.isArray(contents) ? contents[0] : contents
  if (first === undefined) return undefined
  return hash(
    'sha1',
    [model, beginningOf(systemInstruction), beginningOf(first)].join('\0'),
    'base64',
  )
}

function beginningOf(part: unknown): string {
  return JSON.stringify(part)?.slice(0, TELLING_CHARACTERS) ?? ''
}

/** The same for a native body that is otherwise passed on unread; undefined for large ones. */
export function conversationOfBody(model: string, body: Buffer | undefined): string | undefined {
  if (body === undefined || body.length > MAX_PARSED_BYTES) return undefined
  try {
    return conversationOf(model, JSON.parse(body.toString('utf8')))
  } catch {
    // What is no JSON is for Google to refuse.
    return undefined
  }
}
