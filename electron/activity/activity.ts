/** The memory of the service: records requests, and answers what happened. */
import { setImmediate } from 'node:timers/promises'
import type { Clock } from '../shared/clock.ts'
import { createActivityThread } from './activity-thread.ts'
import type { QuestionAnswer, QuestionInput, QuestionName } from './questions/questions.ts'
import { createRecorder, type Recorder } from './recorder.ts'
import type { Retention } from './retention.ts'

export interface Activity {
  readonly recorder: Recorder
  /** Answers a question about everything recorded so far. Rejects when the database cannot be read. */
  ask<Name extends QuestionName>(
    question: Name,
    input: QuestionInput<Name>,
  ): Promise<QuestionAnswer<Name>>
  /** Calls back with sentences for a person, as when a damaged file was set aside. */
  onRemark(listener: (message: string) => void): () => void
  /** Stores what is still to be stored and ends the thread. */
  close(): Promise<void>
}

export interface ActivityOptions {
  /** Where `activity.sqlite` is; undefined keeps everything in memory. */
  path: string | undefined
  /** Where the code of the database's thread is. */
  threadCode: URL
  retention(): Retention
  redact(text: string): string
  clock?: Clock
}

/** Nothing is opened or started before there is something to record or to answer. */
export function openActivity(options: ActivityOptions): Activity {
  const { path, threadCode, retention, redact, clock } = options
  const thread = createActivityThread({ path, code: threadCode, retention })
  const recorder = createRecorder({ thread, redact, ...(clock && { clock }) })
  return {
    recorder,
    async ask(question, input) {
      // Requests that ended in this turn are recorded at its end.
      await setImmediate()
      await recorder.flush()
      return thread.ask(question, input)
    },
    onRemark: (listener) => thread.onRemark(listener),
    async close() {
      await setImmediate()
      // A memory that ends with the thread need not be filled, nor the thread be started for it.
      await recorder.close(path !== undefined)
      await thread.close()
    },
  }
}
