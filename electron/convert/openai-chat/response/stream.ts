/** A streamed Gemini answer as a streamed OpenAI answer (conformance B3). */
import type { GenerateContentResponse } from '../../../gemini/wire.ts'
import { Answer, type AnswerEnd } from './answer.ts'
import type { ChatAnswerOptions } from './answer-options.ts'
import type { ChatChunk, ChatChunkChoice, ChatUsage } from './chat-chunk.ts'

/**
 * How a stream ended. `finished` brings the last chunks, `[DONE]` follows; `truncated` means that
 * Google's stream stopped without a reason and must not be shown as finished (conformance B6);
 * `empty` that it ended without an answer: at most thoughts were sent, so it must not look finished;
 * `blocked` that the prompt was refused.
 */
export type ChatStreamEnd =
  | { kind: 'finished'; chunks: ChatChunk[] }
  | { kind: 'truncated' }
  | Exclude<AnswerEnd, { kind: 'finished' }>

export interface ChatStream {
  /**
   * Takes one parsed event; gives the chunks to send now. Nothing is given before there is
   * something to see, so until then another key can still be tried.
   */
  push(chunk: GenerateContentResponse): ChatChunk[]
  /** Takes the end of Google's stream. Finish reasons are held until here (rule 9). */
  end(): ChatStreamEnd
  /** Token counts so far, also of a stream that the client left. */
  usage(): ChatUsage
}

/** Creates the translation of one stream; `includeUsage` adds the usage chunk at its end. */
export function createChatStream(
  options: ChatAnswerOptions & { includeUsage: boolean },
): ChatStream {
  const answer = new Answer(options)
  const chunkOf = (choice: ChatChunkChoice): ChatChunk => ({ ...answer.head, choices: [choice] })
  return {
    push: (chunk) => answer.push(chunk).map(chunkOf),
    end() {
      if (answer.unfinished) return { kind: 'truncated' }
      const end = answer.end()
      if (end.kind !== 'finished') return end
      const chunks = end.choices.map(chunkOf)
      if (options.includeUsage) chunks.push({ ...answer.head, choices: [], usage: answer.usage })
      return { kind: 'finished', chunks }
    },
    usage: () => answer.usage,
  }
}
