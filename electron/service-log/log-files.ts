/** The log on disk: rotated by size and day, and bounded by both. */
import { existsSync, readdirSync, statSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { RotatingFileStream } from 'rotating-file-stream'
import { reasonOf } from '../shared/file-error.ts'

export interface LogFiles {
  /** Takes a line without waiting for the disk; drops it while the disk does not keep up. */
  write(line: string): void
  /** Writes what it has been given and closes the file. */
  close(): Promise<void>
}

export interface LogFilesOptions {
  folder: string
  /** Days after which a file goes; 0 writes and leaves none. */
  days(): number
  /** Size of all files together. */
  megabytes(): number
  nowMs(): number
  /** Is told in a sentence, once, why lines are not kept, and undefined when they are again. */
  onProblem(problem: string | undefined): void
}

const NAME = 'service.log'
const OURS = /^service(?:-\d{4}-\d\d-\d\d(?:-\d+)?)?\.log$/
const DAY_MS = 86_400_000
/** Bytes that may wait for a slow disk. */
const MOST_WAITING = 4 * 1024 * 1024
const WRITE_EVERY_MS = 250
const RETRY_AFTER_MS = 60_000

/** Nothing is loaded, created or deleted before the first line. */
export function createLogFiles(options: LogFilesOptions): LogFiles {
  return new RotatedFiles(options)
}

class RotatedFiles implements LogFiles {
  readonly #options: LogFilesOptions
  #opening = Promise.resolve()
  #stream: RotatingFileStream | undefined
  /** What a person wanted when the stream was opened; undefined without one. */
  #openedFor: string | undefined
  /** Between two rotations, when the file has to be there. */
  #isOpen = false
  #isCleared = false
  /** A write failed, maybe in the middle of a line. */
  #isInLine = false
  /** Lines that are written together: one at a time they would cost more than all the rest. */
  #pending: string[] = []
  #pendingSize = 0
  #timer: NodeJS.Timeout | undefined
  #retryAtMs = 0
  #isFailing = false

  constructor(options: LogFilesOptions) {
    this.#options = options
  }

  write(line: string): void {
    const { days, nowMs } = this.#options
    if (days() === 0) return this.#clear()
    if (nowMs() < this.#retryAtMs) return
    const waiting = this.#pendingSize + (this.#stream?.writableLength ?? 0)
    if (waiting > MOST_WAITING) return
    this.#pending.push(line)
    this.#pendingSize += line.length
    this.#timer ??= setTimeout(() => void this.#flush(), WRITE_EVERY_MS).unref()
  }

  async close(): Promise<void> {
    await this.#flush()
    await this.#end()
  }

  async #flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#pending.length === 0) return
    const { days, megabytes } = this.#options
    const wanted = `${days()} ${megabytes()}`
    if (this.#openedFor !== wanted || this.#isGone()) {
      this.#openedFor = wanted
      this.#opening = this.#opening.then(() => this.#end()).then(() => this.#open())
    }
    await this.#opening
    const text = this.#pending.join('')
    this.#pending = []
    this.#pendingSize = 0
    if (text === '') return
    this.#stream?.write(this.#isInLine ? `\n${text}` : text, (error) => {
      if (!error) this.#recover()
    })
    this.#isInLine = false
  }

  /** Whether somebody has deleted the file, to which the stream would go on writing. */
  #isGone(): boolean {
    return this.#isOpen && !existsSync(join(this.#options.folder, NAME))
  }

  /** A person wants no files, also none of those that are there. */
  #clear(): void {
    if (this.#isCleared) return
    this.#isCleared = true
    this.#pending = []
    this.#pendingSize = 0
    this.#openedFor = undefined
    this.#opening = this.#opening.then(() => this.#end()).then(() => this.#forget())
  }

  async #end(): Promise<void> {
    const stream = this.#stream
    this.#stream = undefined
    this.#isOpen = false
    if (stream !== undefined) await new Promise<void>((resolve) => stream.end(resolve))
  }

  async #open(): Promise<void> {
    // Not on the way to the first request: most of a second's start is loading code.
    const { createStream } = await import('rotating-file-stream')
    const { folder } = this.#options
    const megabytes = this.#options.megabytes()
    this.#isCleared = false
    const stream = createStream(fileName, {
      path: folder,
      // A tenth each: the oldest file is what is lost at a time.
      size: `${Math.ceil((megabytes * 1024) / 10)}K`,
      maxSize: `${megabytes}M`,
      interval: '1d',
      initialRotation: true,
      history: 'history.txt',
    })
    stream.on('error', (error) => this.#fail(stream, error))
    stream.on('warning', (error) => this.#tell(error))
    stream.on('rotation', () => {
      this.#isOpen = false
    })
    stream.on('open', () => {
      this.#isOpen = this.#stream === stream
      this.#forget()
    })
    this.#stream = stream
  }

  #fail(stream: RotatingFileStream, error: unknown): void {
    if (this.#stream !== stream) return
    this.#stream = undefined
    this.#isInLine = this.#isOpen
    this.#isOpen = false
    this.#openedFor = undefined
    this.#retryAtMs = this.#options.nowMs() + RETRY_AFTER_MS
    this.#tell(error)
  }

  /** The size is bounded by the stream, the age here. */
  #forget(): void {
    const { folder, days, nowMs } = this.#options
    const oldestMs = nowMs() - days() * DAY_MS
    const isKept = (name: string) =>
      days() > 0 && (name === NAME || statSync(join(folder, name)).mtimeMs >= oldestMs)
    try {
      if (!existsSync(folder)) return
      for (const name of readdirSync(folder).filter((entry) => OURS.test(entry))) {
        if (!isKept(name)) unlinkSync(join(folder, name))
      }
    } catch (error) {
      this.#tell(error)
    }
  }

  #recover(): void {
    if (!this.#isFailing) return
    this.#isFailing = false
    this.#options.onProblem(undefined)
  }

  #tell(error: unknown): void {
    if (this.#isFailing) return
    this.#isFailing = true
    this.#options.onProblem(
      `The log cannot be written to ${this.#options.folder}: ${reasonOf(error)}`,
    )
  }
}

/** `service.log` is written to; `service-2026-11-23.log`, `service-2026-11-23-2.log` were. */
function fileName(time: number | Date | null, index = 1): string {
  if (time === null) return NAME
  const date = new Date(time).toISOString().slice(0, 10)
  return `service-${date}${index === 1 ? '' : `-${index}`}.log`
}
