/** What a person at the terminal, or whoever keeps the output, is told. */
import type { StartTokens } from './access-tokens.ts'

/** A line on standard output. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** A line on standard error, marked as ours. */
export function warn(line: string): void {
  process.stderr.write(`gemini-balance: ${line}\n`)
}

/** A terminal or log collector that goes away closes the pipe; the service runs on without it. */
export function outliveReader(stream: NodeJS.EventEmitter): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}

export interface Announcement {
  version: string
  origin: string
  keys: { ready: number; total: number }
  announced: StartTokens['announced']
  /** `off` is wanted and has no token; absent is not wanted. */
  console?: 'on' | 'off' | undefined
}

/** The lines printed once the service listens. */
export function announcementLines(facts: Announcement): string[] {
  const { version, origin, keys, announced, console } = facts
  const tokenLine = (opens: 'api' | 'console', title: string) =>
    announced.flatMap((entry) =>
      entry.opens === opens ? [`  ${title}${entry.token}  (${entry.remark})`] : [],
    )
  return [
    `Gemini Balance ${version} is listening on ${origin}`,
    `  OpenAI base URL   ${origin}/v1`,
    `  Gemini base URL   ${origin}`,
    ...tokenLine('api', 'Access token      '),
    ...(console === 'on' ? [`  Web console       ${origin}/console/`] : []),
    ...tokenLine('console', 'Console token     '),
    ...(console === 'off' ? ['  Web console       off; set AUTH_TOKEN to switch it on'] : []),
    `  Keys              ${keys.ready} of ${keys.total} ready`,
  ]
}
