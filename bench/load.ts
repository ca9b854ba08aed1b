/**
 * What native/load.c does, for machines without a C compiler: as many connections as asked for, one
 * request at a time on each, raw sockets. `load.ts <port> <connections> <requests> <milliseconds>`,
 * the requests on standard input as `writeShots` makes them, a `LoadResult` on standard output.
 */
import { connect, type Socket } from 'node:net'
import { createHistogram } from 'node:perf_hooks'
import { buffer } from 'node:stream/consumers'
import { createFraming, type Framing, type Message } from './http-framing.ts'
import type { LoadResult, Percentiles } from './load-order.ts'
import { monotonicMs } from './messages.ts'

interface Shot {
  leaves: boolean
  bytes: Buffer
}

const [port = 0, connections = 0, requests = 0, forMs = 0] = process.argv.slice(2).map(Number)
const shots = readShots(await buffer(process.stdin))
const startedMs = monotonicMs()
const endMs = startedMs + forMs
const [totals, firsts, events] = [createHistogram(), createHistogram(), createHistogram()]
const statuses = new Map<number, number>()
const seen = { leftEarly: 0, joined: 0, shortestBody: Number.MAX_SAFE_INTEGER, longestBody: 0 }
let firstFailure: string | undefined
let given = 0

function readShots(input: Buffer): Shot[] {
  const list: Shot[] = []
  for (let at = 0; at < input.length;) {
    const lineEnd = input.indexOf('\n', at)
    const [leaves, length = 0] = input.toString('latin1', at, lineEnd).split(' ').map(Number)
    list.push({ leaves: leaves === 1, bytes: input.subarray(lineEnd + 1, lineEnd + 1 + length) })
    at = lineEnd + 1 + length
  }
  return list
}

const microseconds = (ms: number) => Math.max(1, Math.round(ms * 1000))

function readStamps(data: Buffer, nowMs: number): void {
  if (!data.includes('@')) return
  const found = data.toString('latin1').match(/@\d{10}\.\d{3}@/g) ?? []
  for (const stamp of found) events.record(microseconds(nowMs - Number(stamp.slice(1, -1))))
  seen.joined += Math.max(0, found.length - 1)
}

/** Counts an answer; undefined stands for one that was cut off. */
function count(message: Message | undefined, tookMs: number): void {
  const status = message === undefined ? 0 : Number(message.firstLine.split(' ')[1])
  statuses.set(status, (statuses.get(status) ?? 0) + 1)
  if (message === undefined || status !== 200) {
    firstFailure ??= message?.firstLine ?? 'cut off'
    return
  }
  totals.record(microseconds(tookMs))
  seen.shortestBody = Math.min(seen.shortestBody, message.bodyBytes)
  seen.longestBody = Math.max(seen.longestBody, message.bodyBytes)
}

/**
 * Opens a connection and asks on it until it ends; resolves then, true when there is more to ask.
 * Rejects when there is no connection to be had.
 */
function converse(): Promise<boolean> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  const framing = createFraming()
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.once('connect', () => {
      // From now on its end is what counts, and comes by itself.
      socket.off('error', reject).on('error', () => undefined)
      ask(socket, framing, resolve)
    })
  })
}

function ask(socket: Socket, framing: Framing, resolve: (isMore: boolean) => void): void {
  if (given >= requests || monotonicMs() > endMs) {
    socket.destroy()
    return resolve(false)
  }
  const shot = shots[given % shots.length]
  given += 1
  const askedMs = monotonicMs()
  let hasFirst = false
  const end = (message: Message | undefined) => {
    socket.off('data', read).off('close', closed)
    count(message, monotonicMs() - askedMs)
    if (message?.isLast === false) return ask(socket, framing, resolve)
    socket.destroy()
    resolve(true)
  }
  const closed = () => end(framing.close())
  const read = (data: Buffer) => {
    const nowMs = monotonicMs()
    const [message] = framing.push(data)
    if (!hasFirst && (message ?? framing.current())?.bodyBytes) {
      hasFirst = true
      firsts.record(microseconds(nowMs - askedMs))
      if (shot?.leaves === true) {
        seen.leftEarly += 1
        socket.off('data', read).off('close', closed).destroy()
        return resolve(true)
      }
    }
    readStamps(data, nowMs)
    if (message !== undefined) end(message)
  }
  socket.on('data', read).on('close', closed)
  socket.write(shot?.bytes ?? '')
}

async function line(): Promise<void> {
  while (await converse());
}

function percentilesOf(histogram: ReturnType<typeof createHistogram>): Percentiles {
  const { count: all } = histogram
  if (all === 0) return { count: 0, p50: 0, p99: 0 }
  return { count: all, p50: histogram.percentile(50), p99: histogram.percentile(99) }
}

await Promise.all(Array.from({ length: connections }, line))
const result: LoadResult = {
  elapsedMs: monotonicMs() - startedMs,
  statuses: Object.fromEntries(statuses),
  ...(firstFailure !== undefined && { firstFailure }),
  ...seen,
  shortestBody: totals.count === 0 ? 0 : seen.shortestBody,
  total: percentilesOf(totals),
  first: percentilesOf(firsts),
  event: percentilesOf(events),
}
process.stdout.write(`${JSON.stringify(result)}\n`)
