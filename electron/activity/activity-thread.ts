/** The database's thread as the service sees it. Started by the first call, and again if it ends. */
import { Worker } from 'node:worker_threads'
import { reasonOf } from '../shared/file-error.ts'
import { createListeners } from '../shared/listeners.ts'
import type { Parcel } from './intake.ts'
import type { Call, Order, Reply, ThreadOptions } from './messages.ts'
import type { QuestionAnswer, QuestionInput, QuestionName } from './questions/questions.ts'
import type { Retention } from './retention.ts'

export interface ActivityThread {
  /**
   * Stores requests, and takes the parcel's memory. Rejects when that failed; none is stored then.
   */
  write(parcel: Parcel): Promise<void>
  /** Answers a question about what is stored. Rejects when the database cannot be read. */
  ask<Name extends QuestionName>(
    question: Name,
    input: QuestionInput<Name>,
  ): Promise<QuestionAnswer<Name>>
  /** Calls back with sentences for a person; returns the way to stop it. */
  onRemark(listener: (message: string) => void): () => void
  /** Closes the file and ends the thread, if there is one. */
  close(): Promise<void>
}

export interface ActivityThreadOptions extends ThreadOptions {
  /** Where the code of the thread is. */
  code: URL
  retention(): Retention
}

/** Prepares the thread; an idle service does without it, because it takes 15 MB. */
export function createActivityThread(options: ActivityThreadOptions): ActivityThread {
  return new LazyThread(options)
}

interface Waiting {
  resolve(answer: unknown): void
  reject(error: Error): void
}

class LazyThread implements ActivityThread {
  readonly #options: ActivityThreadOptions
  readonly #remarks = createListeners<string>()
  readonly #waiting = new Map<number, Waiting>()
  #worker: Worker | undefined
  #lastId = 0

  constructor(options: ActivityThreadOptions) {
    this.#options = options
  }

  async write(parcel: Parcel): Promise<void> {
    await this.#send({ kind: 'write', parcel }, [parcel.bytes.buffer])
  }

  async ask<Name extends QuestionName>(
    question: Name,
    input: QuestionInput<Name>,
  ): Promise<QuestionAnswer<Name>> {
    return (await this.#send({ kind: 'ask', question, input })) as QuestionAnswer<Name>
  }

  onRemark(listener: (message: string) => void): () => void {
    return this.#remarks.add(listener)
  }

  async close(): Promise<void> {
    const worker = this.#worker
    if (worker === undefined) return
    try {
      await this.#send({ kind: 'close' })
    } catch (error) {
      this.#remarks.notify(`The request log was not closed in order: ${reasonOf(error)}`)
    } finally {
      await worker.terminate()
    }
  }

  #send(order: Order, transfer: ArrayBuffer[] = []): Promise<unknown> {
    this.#worker ??= this.#start()
    const retention = this.#options.retention()
    const call: Call = { id: (this.#lastId += 1), order, retention }
    this.#worker.postMessage(call, transfer)
    return new Promise((resolve, reject) => this.#waiting.set(call.id, { resolve, reject }))
  }

  #start(): Worker {
    const { code, path } = this.#options
    const worker = new Worker(code, {
      name: 'activity',
      workerData: { path } satisfies ThreadOptions,
      // Flags of the process, such as a test runner's, mean nothing to this little program.
      execArgv: [],
      resourceLimits: { maxYoungGenerationSizeMb: 4 },
    })
    worker.unref()
    worker.on('message', (reply: Reply) => this.#hear(reply))
    worker.on('error', (error) => this.#end(worker, error))
    worker.on('exit', () => this.#end(worker, new Error('The thread of the request log ended')))
    return worker
  }

  #hear(reply: Reply): void {
    if ('remark' in reply) return this.#remarks.notify(reply.remark)
    const waiting = this.#waiting.get(reply.id)
    this.#waiting.delete(reply.id)
    if (reply.ok) waiting?.resolve(reply.answer)
    else waiting?.reject(new Error(reply.message))
  }

  #end(worker: Worker, error: unknown): void {
    if (this.#worker !== worker) return
    this.#worker = undefined
    const reason = error instanceof Error ? error : new Error(String(error))
    for (const { reject } of this.#waiting.values()) reject(reason)
    this.#waiting.clear()
  }
}
