/** One line of the service's log as people look at it. */

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const
export type LogLevel = (typeof logLevels)[number]

export interface LogLine {
  atMs: number
  level: LogLevel
  message: string
  /** Everything else the line says: `status`, `path`, `reqId`, … */
  details: Record<string, unknown>
}
