/** Where the lines of the service's log go: to whoever watches, to the latest lines, into files. */
import { createListeners } from '../shared/listeners.ts'
import type { LogLine } from '../shared/log-line.ts'
import { parseLogLine } from './parse-log-line.ts'

export interface ServiceLog {
  /** Takes one line of JSON as pino makes it, without secrets. Never waits and never throws. */
  write(line: string): void
  /** The latest lines, oldest first. */
  recent(): LogLine[]
  /** Calls back with new lines, at most four times a second; returns the way to stop it. */
  onLines(listener: (lines: readonly LogLine[]) => void): () => void
  /** Tells those who listen about lines that are still held back. */
  flush(): void
}

/** Lines kept in memory: some megabytes, once so much was said. */
const MOST_LINES = 10_000
/** Lines held back for those who listen. */
const MOST_UNTOLD = 1000
const TELL_EVERY_MS = 250

/** @param destinations what else every line is written to, such as stderr or files */
export function createServiceLog(
  destinations: readonly { write(line: string): void }[],
  after: (delayMs: number, callback: () => void) => () => void,
): ServiceLog {
  const news = createListeners<readonly LogLine[]>()
  let lines: string[] = []
  let untold: string[] = []
  let cancelTelling: (() => void) | undefined

  const flush = () => {
    cancelTelling?.()
    cancelTelling = undefined
    const told = untold.map(parseLogLine)
    untold = []
    if (told.length > 0) news.notify(told)
  }
  return {
    write(line) {
      for (const destination of destinations) destination.write(line)
      lines.push(line)
      // Twice the room, so that the list is not copied for every line.
      if (lines.length >= 2 * MOST_LINES) lines = lines.slice(-MOST_LINES)
      untold.push(line)
      if (untold.length > MOST_UNTOLD) untold = untold.slice(-MOST_UNTOLD / 2)
      cancelTelling ??= after(TELL_EVERY_MS, flush)
    },
    recent: () => lines.slice(-MOST_LINES).map(parseLogLine),
    onLines: (listener) => news.add(listener),
    flush,
  }
}
