/** Reads a line that pino has written. Pure. */
import { isObject } from '../shared/is-object.ts'
import { type LogLevel, type LogLine, logLevels } from '../shared/log-line.ts'

/** The line's parts; a line that is no JSON is all message. */
export function parseLogLine(line: string): LogLine {
  let parsed: unknown
  try {
    parsed = JSON.parse(line)
  } catch {
    parsed = undefined
  }
  if (!isObject(parsed)) return { atMs: 0, level: 'info', message: line.trim(), details: {} }
  const { level, time, msg, ...details } = parsed
  return {
    atMs: typeof time === 'string' ? Date.parse(time) : 0,
    level: levelOf(level),
    message: typeof msg === 'string' ? msg : '',
    details,
  }
}

/** pino counts in tens, from `trace` = 10. */
function levelOf(number: unknown): LogLevel {
  return (typeof number === 'number' ? logLevels[Math.floor(number / 10) - 1] : undefined) ?? 'info'
}
