/** Reads a streamed chat answer piece by piece. */
import type { Readable } from 'node:stream'
import type { ChatChunk } from '../../convert/openai-chat/response/chat-chunk.ts'
import { ThoughtSplitter } from '../../convert/openai-chat/think-tags.ts'
import { createSseReader } from '../../gemini/sse.ts'
import { CallFailed } from '../call-failed.ts'

export interface AnswerPiece {
  text: string
  thoughts: string
  usage?: ChatChunk['usage']
}

/** The pieces as they come. Throws CallFailed with Google's or our own words when it breaks off. */
export async function* answerPieces(body: Readable): AsyncGenerator<AnswerPiece, void> {
  const reader = createSseReader()
  const decoder = new TextDecoder()
  const thoughts = new ThoughtSplitter()
  const parted = (piece: AnswerPiece): AnswerPiece => {
    const { text, thoughts: tagged } = thoughts.push(piece.text)
    return { ...piece, text, thoughts: piece.thoughts + tagged }
  }
  for await (const bytes of body as AsyncIterable<Buffer>) {
    yield* reader
      .push(decoder.decode(bytes, { stream: true }))
      .flatMap(pieceOf)
      .map(parted)
  }
  yield* reader.end().data.flatMap(pieceOf).map(parted)
  yield thoughts.end()
}

function pieceOf(data: string): AnswerPiece[] {
  if (data === '[DONE]') return []
  const chunk = JSON.parse(data) as ChatChunk & ErrorBody
  if (chunk.error !== undefined) throw new CallFailed('upstream', chunk.error.message)
  const delta = chunk.choices[0]?.delta
  return [
    {
      text: delta?.content ?? '',
      thoughts: delta?.reasoning_content ?? '',
      ...(chunk.usage && { usage: chunk.usage }),
    },
  ]
}

/** Why there is no answer. Throws CallFailed with the words of the error body. */
export async function failWith(body: Readable): Promise<never> {
  const pieces: Buffer[] = []
  for await (const piece of body as AsyncIterable<Buffer>) pieces.push(piece)
  const { error } = JSON.parse(Buffer.concat(pieces).toString('utf8')) as ErrorBody
  throw new CallFailed('upstream', error?.message ?? 'There was no answer')
}

interface ErrorBody {
  error?: { message: string }
}
