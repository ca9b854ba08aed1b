/** What the service and the thread that owns the database say to each other. */
import type { Parcel } from './intake.ts'
import type { QuestionName } from './questions/questions.ts'
import type { Retention } from './retention.ts'

export interface ThreadOptions {
  path: string | undefined
}

export type Order =
  | { kind: 'write'; parcel: Parcel }
  | { kind: 'ask'; question: QuestionName; input: unknown }
  | { kind: 'close' }

export interface Call {
  id: number
  order: Order
  /** What is to be kept. */
  retention: Retention
}

export type Reply =
  | { id: number; ok: true; answer: unknown }
  | { id: number; ok: false; message: string }
  | { remark: string }
