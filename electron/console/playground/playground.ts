/** Chats that a person tries out: how far each answer has come, and its end. */
import type { InsideAnswer, InsideCall } from '../../proxy/inside-call.ts'
import type { Handlers } from '../../shared/contract.ts'
import type {
  PlaygroundAnswer,
  PlaygroundChat,
  PlaygroundEvents,
} from '../../shared/contract/playground.ts'
import { createListeners } from '../../shared/listeners.ts'
import { playgroundRequest } from '../../shared/playground-request.ts'
import { CallFailed } from '../call-failed.ts'
import type { Feed } from '../events.ts'
import { createLatestFeed } from '../latest-feed.ts'
import { answerPieces, failWith } from './read-answer.ts'

type Progress = PlaygroundEvents['playground.progress']

export interface PlaygroundParts {
  /** The way into the service; undefined while its port is closed. */
  inside(): InsideCall | undefined
  nowMs(): number
}

export interface Playground {
  readonly handlers: Handlers<'playground.chat' | 'playground.stop'>
  readonly feed: Feed<Progress>
  /** Stops every answer. */
  close(): void
}

/** Starts without any chat; several may be at a time. */
export function createPlayground({ inside, nowMs }: PlaygroundParts): Playground {
  const running = new Map<string, AbortController>()
  const news = createListeners<Progress>()

  const chat = async (id: string, input: PlaygroundChat): Promise<PlaygroundAnswer> => {
    const call = inside()
    if (call === undefined) throw new CallFailed('conflict', 'The service is stopped; start it')
    if (running.has(id)) throw new CallFailed('conflict', 'id: a chat of this id is under way')
    const stop = new AbortController()
    running.set(id, stop)
    const answer = createAnswer(nowMs)
    try {
      const reply = await call('/v1/chat/completions', streamed(input), stop.signal)
      if (reply.status !== 200) await failWith(reply.body)
      answer.begin(reply)
      for await (const piece of answerPieces(reply.body)) {
        answer.add(piece)
        news.notify({ id, text: piece.text, thoughts: piece.thoughts })
      }
      return answer.end(false)
    } catch (error) {
      if (stop.signal.aborted) return answer.end(true)
      throw error
    } finally {
      running.delete(id)
    }
  }
  return {
    handlers: {
      'playground.chat': ({ id, ...input }) => chat(id, input),
      'playground.stop': ({ id }) => {
        running.get(id)?.abort()
        return { stopped: running.has(id) }
      },
    },
    feed: createLatestFeed(news.add, ({ id }) => id, joined),
    close() {
      for (const stop of running.values()) stop.abort()
      news.clear()
    },
  }
}

/** Streamed, with usage at its end. */
const streamed = (chat: PlaygroundChat): object => ({
  ...playgroundRequest(chat),
  stream: true,
  stream_options: { include_usage: true },
})

type Piece = typeof answerPieces extends (...args: never) => AsyncGenerator<infer One> ? One : never

/** Gathers an answer and measures it. */
function createAnswer(nowMs: () => number) {
  const startedAtMs = nowMs()
  const answer: Omit<PlaygroundAnswer, 'isStopped' | 'totalMs'> = { text: '', thoughts: '' }
  return {
    begin({ headers }: InsideAnswer) {
      const key = headers['x-gemini-balance-key']
      // A header has ASCII only.
      if (typeof key === 'string') answer.key = key.replace('...', '…')
    },
    add({ text, thoughts, usage }: Piece) {
      if (text !== '' || thoughts !== '') answer.firstByteMs ??= nowMs() - startedAtMs
      answer.text += text
      answer.thoughts += thoughts
      if (!usage) return
      const thinking = usage.completion_tokens_details?.reasoning_tokens ?? 0
      const output = usage.completion_tokens - thinking
      answer.tokens = { input: usage.prompt_tokens, output, thinking }
    },
    end: (isStopped: boolean): PlaygroundAnswer => {
      return { ...answer, isStopped, totalMs: nowMs() - startedAtMs }
    },
  }
}

/** Pieces of an answer that come between two events are told as one. */
const joined = (before: Progress, { id, text, thoughts }: Progress): Progress => ({
  id,
  text: before.text + text,
  thoughts: before.thoughts + thoughts,
})
