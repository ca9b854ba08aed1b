/** Recognises a conversation by how it begins, so that its turns meet the same prompt cache. */
import { hash } from 'node:crypto'
import type { Content, Part } from '../gemini/wire.ts'
import { firstItemOf, valuesOf } from './json-spans.ts'

/** As much of a beginning as tells conversations apart; an image in it need not be read whole. */
const TELLING_CHARACTERS = 1024
/** Larger bodies are not worth looking through for a hint. */
const MAX_SEARCHED_BYTES = 64 * 1024
/**
 * Google caches prompts of 1,024 tokens and more, and no tokens are shorter than two bytes for long:
 * any key serves a smaller request as well.
 */
const LEAST_CACHED_BYTES = 2048

/**
 * The name of the conversation a Gemini request belongs to: model, system prompt and first turn,
 * which stay the same while it grows. Undefined when there is no first turn, and for requests that
 * are too short to meet a prompt cache.
 * @param bytes length of the whole request
 */
export function conversationOf(
  model: string,
  { contents, systemInstruction }: { contents?: Content[]; systemInstruction?: Content },
  bytes: number,
): string | undefined {
  if (bytes < LEAST_CACHED_BYTES) return undefined
  const first = contents?.[0]
  return first && named(model, beginningOf(systemInstruction), beginningOf(first))
}

function beginningOf(content: Content | undefined): string {
  let text = content?.role ?? ''
  for (const part of content?.parts ?? []) {
    if (text.length > TELLING_CHARACTERS) break
    text += tellingText(part)
  }
  return text
}

/** Of data, its end tells as much as its beginning and is not the head of a format. */
function tellingText({ text, inlineData, ...other }: Part): string {
  if (text !== undefined) return `\0${text.slice(0, TELLING_CHARACTERS)}`
  const data = inlineData?.data
  return data === undefined ? `\0${JSON.stringify(other)}` : `\0${data.length}${data.slice(-64)}`
}

/** The same for a native body that is otherwise passed on unread; undefined for large ones too. */
export function conversationOfBody(model: string, body: Buffer | undefined): string | undefined {
  if (body === undefined || body.length < LEAST_CACHED_BYTES) return undefined
  if (body.length > MAX_SEARCHED_BYTES) return undefined
  const text = body.toString('latin1')
  const { contents, systemInstruction, system_instruction: other } = valuesOf(text, wanted) ?? {}
  const first = contents === undefined ? undefined : firstItemOf(contents)
  return first && named(model, systemInstruction ?? other ?? '', first)
}

const wanted = ['contents', 'systemInstruction', 'system_instruction'] as const

function named(model: string, system: string, first: string): string {
  const telling = [model, system, first].map((text) => text.slice(0, TELLING_CHARACTERS))
  return hash('sha1', telling.join('\0'), 'base64')
}
