/** The log's lines in the window (pure). */
import { type LogLevel, type LogLine, logLevels } from '../../../electron/shared/log-line.ts'

/** A line with a number that tells it from equal ones. */
export interface NumberedLine extends LogLine {
  number: number
}

/** Lines that are kept in the window. */
const MOST_LINES = 10_000
/** What was fetched and what is told may overlap by this many lines. */
const OVERLAP = 1000

/** Lines with those that came since; what is there already does not come twice. */
export function withNew(before: readonly NumberedLine[], more: readonly LogLine[]): NumberedLine[] {
  const lastMs = before.at(-1)?.atMs ?? 0
  const known = new Set(before.slice(-OVERLAP).map(signatureOf))
  const fresh = more.filter((line) => line.atMs > lastMs || !known.has(signatureOf(line)))
  if (fresh.length === 0) return [...before]
  const first = (before.at(-1)?.number ?? 0) + 1
  const numbered = fresh.map((line, at) => ({ ...line, number: first + at }))
  return [...before, ...numbered].slice(-MOST_LINES)
}

function signatureOf({ atMs, level, message, details }: LogLine): string {
  return JSON.stringify([atMs, level, message, details])
}

/** The lines of a level and above that hold a text in any of their parts. */
export function linesWith(
  lines: readonly NumberedLine[],
  level: LogLevel,
  search: string,
): readonly NumberedLine[] {
  const least = logLevels.indexOf(level)
  const word = search.trim().toLowerCase()
  if (least <= 0 && word === '') return lines
  return lines.filter(
    (line) =>
      logLevels.indexOf(line.level) >= least &&
      (word === '' || `${line.message} ${detailsOf(line)}`.toLowerCase().includes(word)),
  )
}

/** Everything a line says besides its message, on one line; the request it belongs to at the end. */
export function detailsOf({ details: { reqId, ...details } }: LogLine): string {
  return Object.entries({ ...details, ...(reqId !== undefined && { reqId }) })
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' ')
}
