/** What the service and the thread that owns the database say to each other. */
import type { QuestionName } from './questions/questions.ts'
import type { Retention } from './retention.ts'

export interface ThreadOptions {
  path: string | undefined
}

export type Order =
  /** `records` is the JSON of `FlatRecord[]`: a structured clone takes both threads twice as long. */
  | { kind: 'write'; records: string; retention: Retention }
  | { kind: 'ask'; question: QuestionName; input: unknown }
  | { kind: 'close' }

export interface Call {
  id: number
  order: Order
}

export type Reply =
  | { id: number; ok: true; answer: unknown }
  | { id: number; ok: false; message: string }
  | { remark: string }
