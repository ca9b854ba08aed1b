/** What a load generator is asked to do and what it saw; both generators take and give the same. */
import { onCore } from './processes.ts'
import { commandOf } from './native.ts'

/** One request. */
export interface Shot {
  path: string
  headers: Readonly<Record<string, string>>
  body: string
  /** The client hangs up at the first byte of the answer's body. */
  leaves?: boolean
}

export interface LoadOrder {
  port: number
  connections: number
  /** Stops giving out requests after so many, or after so long, whichever is first. */
  requests: number
  forMs: number
  /** Sent in turns. */
  shots: readonly Shot[]
}

export interface Percentiles {
  count: number
  p50: number
  p99: number
}

/** Times in microseconds, of answers with status 200. */
export interface LoadResult {
  elapsedMs: number
  /** How many answers came with which status; 0 counts those that were cut off. */
  statuses: Record<string, number>
  /** The beginning of the first answer that was none of 200. */
  firstFailure?: string
  /** Answers that the client itself left. */
  leftEarly: number
  total: Percentiles
  /** Until the first byte of the body. */
  first: Percentiles
  /** On the way of stamped events; empty where there are none. */
  event: Percentiles
  /** Stamped events that arrived in one piece with the one before. */
  joined: number
  /** Bytes of bodies. */
  shortestBody: number
  longestBody: number
}

/** A request as it goes over the wire. */
export function wireForm({ path, headers, body }: Shot, port: number): string {
  const all = {
    Host: `127.0.0.1:${port}`,
    Accept: '*/*',
    'User-Agent': 'bench/1.0',
    ...headers,
    'Content-Type': 'application/json',
    'Content-Length': String(Buffer.byteLength(body)),
  }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return `POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`
}

/** The text of requests that generators read from their standard input. */
export function writeShots({ shots, port }: LoadOrder): string {
  return shots
    .map((shot) => {
      const text = wireForm(shot, port)
      return `${shot.leaves === true ? 1 : 0} ${Buffer.byteLength(text)}\n${text}`
    })
    .join('')
}

/**
 * Has an order carried out. Rejects with what the generator said when it fails.
 * @param isNative false takes the generator that runs on Node
 */
export function drive(order: LoadOrder, isNative?: boolean): Promise<LoadResult> {
  const child = onCore('other', [
    ...commandOf('load', isNative),
    ...[order.port, order.connections, order.requests, order.forMs].map(String),
  ])
  let said = ''
  let complained = ''
  child.stdout?.on('data', (data: Buffer) => (said += data.toString()))
  child.stderr?.on('data', (data: Buffer) => (complained += data.toString()))
  // One that ends before it has read everything says why on stderr.
  child.stdin?.on('error', () => undefined)
  child.stdin?.end(writeShots(order))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      if (code === 0) resolve(JSON.parse(said) as LoadResult)
      else reject(new Error(`The load generator failed: ${complained.trim()}`))
    })
  })
}

/** How many answers came that should not have: all but 200. */
export function failuresOf({ statuses }: LoadResult): number {
  return Object.entries(statuses).reduce(
    (sum, [status, count]) => sum + (status === '200' ? 0 : count),
    0,
  )
}
