/**
 * The load generator, a process of its own: as many connections as asked for, one request at a time
 * on each, raw sockets. Takes a `LoadOrder` over IPC and answers with `LoadResult`.
 */
import { connect } from 'node:net'
import { createHistogram } from 'node:perf_hooks'
import { createFraming } from './http-framing.ts'
import { monotonicMs } from './messages.ts'

export interface LoadOrder {
  port: number
  path: string
  headers: Record<string, string>
  body: string
  connections: number
  /** Stops giving out requests after so many, or after so long, whichever is first. */
  requests: number
  forMs: number
}

export interface LoadResult {
  requests: number
  failures: number
  firstFailure?: string
  elapsedMs: number
  /** Microseconds. */
  total: Percentiles
  /** Until the first byte of the body. */
  first: Percentiles
  /** On the way of stamped events; empty where there are none. */
  event: Percentiles
}

export interface Percentiles {
  count: number
  p50: number
  p99: number
}

interface Run {
  left: number
  endAtMs: number
  done: number
  failures: number
  firstFailure?: string
  total: ReturnType<typeof createHistogram>
  first: ReturnType<typeof createHistogram>
  event: ReturnType<typeof createHistogram>
}

const stamps = /@(\d+\.\d+)@/g

function requestOf({ path, headers, body, port }: LoadOrder): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${lines.join('')}Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}

/** One connection that asks until there is nothing left to ask; resolves when it is done. */
function drive(order: LoadOrder, request: Buffer, run: Run): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(order.port, '127.0.0.1')
    socket.setNoDelay(true)
    const framing = createFraming()
    let startedMs = 0
    let hasFirst = false
    const next = () => {
      if (run.left <= 0 || monotonicMs() > run.endAtMs) return socket.end()
      run.left -= 1
      startedMs = monotonicMs()
      hasFirst = false
      return socket.write(request)
    }
    socket.on('connect', next)
    socket.on('data', (data) => {
      const nowMs = monotonicMs()
      if (!hasFirst) run.first.record(microseconds(nowMs - startedMs))
      hasFirst = true
      if (data.includes('@')) {
        for (const [, stamp] of data.toString('latin1').matchAll(stamps)) {
          run.event.record(microseconds(nowMs - Number(stamp)))
        }
      }
      const [statusLine] = framing.push(data)
      if (statusLine === undefined) return
      run.total.record(microseconds(nowMs - startedMs))
      run.done += 1
      if (!statusLine.includes(' 200')) fail(run, statusLine)
      next()
    })
    socket.on('error', (error) => fail(run, error.message))
    socket.on('close', () => resolve())
  })
}

function fail(run: Run, reason: string): void {
  run.failures += 1
  run.firstFailure ??= reason
}

const microseconds = (ms: number) => Math.max(1, Math.round(ms * 1000))

function percentilesOf(histogram: ReturnType<typeof createHistogram>): Percentiles {
  const { count } = histogram
  if (count === 0) return { count, p50: 0, p99: 0 }
  return { count, p50: histogram.percentile(50), p99: histogram.percentile(99) }
}

async function carryOut(order: LoadOrder): Promise<LoadResult> {
  const request = requestOf(order)
  const startedMs = monotonicMs()
  const run: Run = {
    left: order.requests,
    endAtMs: startedMs + order.forMs,
    done: 0,
    failures: 0,
    total: createHistogram(),
    first: createHistogram(),
    event: createHistogram(),
  }
  await Promise.all(Array.from({ length: order.connections }, () => drive(order, request, run)))
  return {
    requests: run.done,
    failures: run.failures,
    ...(run.firstFailure !== undefined && { firstFailure: run.firstFailure }),
    elapsedMs: monotonicMs() - startedMs,
    total: percentilesOf(run.total),
    first: percentilesOf(run.first),
    event: percentilesOf(run.event),
  }
}

process.on('message', (order: LoadOrder) => {
  carryOut(order).then(
    (result) => process.send?.(result),
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`)
      process.exit(1)
    },
  )
})
// The probe lets go of the channel; orders come through it.
process.channel?.ref()
