/** Calls that try a model out, on the same way as any client's requests. */
import { z } from 'zod'
import type { TokenCounts } from '../request-record.ts'
import { takes } from './action.ts'

/** Chosen by the caller, so that it knows its own progress from the first piece on. */
const id = z.string().min(1).max(64)

const message = z.strictObject({
  role: z.enum(['system', 'user', 'assistant']),
  content: z.string().max(2_000_000),
})
export type PlaygroundMessage = z.infer<typeof message>

/** What the switches of the playground ask for; the settings say the rest. */
const chat = z.strictObject({
  model: z.string().min(1).max(200),
  messages: z.array(message).min(1).max(500),
  search: z.boolean().default(false),
  /** Left to the settings where it is not given. */
  codeExecution: z.boolean().optional(),
  /** `default` leaves it to the model. */
  thinking: z.enum(['default', 'none', 'low', 'medium', 'high']).default('default'),
})
export type PlaygroundChat = z.infer<typeof chat>

/** An answer, also one that was stopped half way. */
export interface PlaygroundAnswer {
  text: string
  thoughts: string
  isStopped: boolean
  tokens?: Omit<TokenCounts, 'cached'>
  firstByteMs?: number
  totalMs: number
  /** Masked form of the key that served. */
  key?: string
}

export const playgroundActions = {
  /** Gives the whole answer when it is complete; until then `playground.progress` tells. */
  'playground.chat': takes(chat.extend({ id })).gives<PlaygroundAnswer>(),
  /** What has come of the answer by then is the outcome of its call. */
  'playground.stop': takes(z.strictObject({ id })).gives<{ stopped: boolean }>(),
}

export interface PlaygroundEvents {
  /** What was added to an answer since the last time. */
  'playground.progress': { id: string; text: string; thoughts: string }
}
