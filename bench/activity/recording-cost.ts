/** What the request log costs each request, on its way and off it, under load. */
import { statSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { openActivity } from '../../electron/activity/activity.ts'
import type { ProxyContext } from '../../electron/proxy/context.ts'
import { answerClosed, followRequest } from '../../electron/proxy/request-end.ts'
import { createTrace } from '../../electron/proxy/trace.ts'
import { createRedactor } from '../../electron/shared/redact.ts'
import { settingsSchema } from '../../electron/shared/settings.ts'
import { generateRequests } from './generated-requests.ts'

/** As many as come in a quarter of a second at ten thousand a second. */
const BATCH = 2500
/** As many end in one turn of the event loop. */
const TURN = 8
const MINUTE_MS = 60_000

const cpuOf = ({ user, system }: NodeJS.CpuUsage) => user + system

/** Prints microseconds of CPU for each of some requests that come at ten thousand a second. */
export async function printRecordingCost(
  folder: string,
  keys: number,
  count: number,
): Promise<void> {
  const path = join(folder, `cost-${keys}.sqlite`)
  const redactor = createRedactor()
  for (let at = 0; at < keys; at += 1) redactor.learn(`secret-of-key-${at}-0123456789abcdef`)
  const activity = openActivity({
    path,
    threadCode: new URL('../../electron/activity/thread.ts', import.meta.url),
    retention: () => ({ days: 7, megabytes: 10_000 }),
    redact: (text) => redactor.redact(text),
  })
  const now = () => ({ nowMs: Date.now(), utcOffsetMs: 0 })
  const generated = generateRequests({ count, keys, days: count / 1e4 / 86_400, nowMs: Date.now() })
  // The thread has to start first, and its code to be compiled.
  await store(activity, generated.at, 0, BATCH)
  const cost = { record: 0, main: 0, thread: 0 }
  for (let from = BATCH; from < count; from += BATCH) {
    const part = await store(activity, generated.at, from, Math.min(from + BATCH, count))
    cost.record += part.record
    cost.main += part.main
    cost.thread += part.thread
    // Sums are brought up to date every ten seconds.
    if ((from / BATCH) % 40 === 0)
      cost.thread += await threadCpuOf(() => activity.ask('heat', now()))
  }
  cost.thread += await threadCpuOf(() => activity.ask('heat', now()))
  await activity.close()
  const of = (microseconds: number) => `${(microseconds / count).toFixed(2)} µs`
  console.log(
    `recording with ${keys} keys: on the way ${of((await followingCost(count)) + cost.record)}; off it ` +
      `${of(cost.main)} on the main thread, ${of(cost.thread)} on the database's; ` +
      `${Math.round(statSync(path).size / count)} bytes a request`,
  )
}

type Activity = ReturnType<typeof openActivity>

async function store(activity: Activity, at: (place: number) => object, from: number, to: number) {
  const records = Array.from({ length: to - from }, (_, n) => at(from + n))
  const [before, mainBefore] = [process.cpuUsage(), process.threadCpuUsage()]
  for (const record of records) activity.recorder.record(record as never)
  const recorded = process.threadCpuUsage(mainBefore)
  await activity.recorder.flush()
  const main = cpuOf(process.threadCpuUsage(mainBefore))
  const record = cpuOf(recorded)
  return { record, main: main - record, thread: cpuOf(process.cpuUsage(before)) - main }
}

async function threadCpuOf(work: () => Promise<unknown>): Promise<number> {
  const [before, mainBefore] = [process.cpuUsage(), process.threadCpuUsage()]
  await work()
  return cpuOf(process.cpuUsage(before)) - cpuOf(process.threadCpuUsage(mainBefore))
}

/** Microseconds of CPU for following so many requests and making their records. */
async function followingCost(count: number): Promise<number> {
  const settings = settingsSchema.parse({})
  const records: unknown[] = []
  const context = {
    settings: () => settings,
    nowMs: Date.now,
    record: (record: object) => records.push(record),
  } as unknown as ProxyContext
  const follow = async (isFollowed: boolean) => {
    const before = process.threadCpuUsage()
    for (let at = 0; at < count; at += 1) {
      const followed = aFollowedRequest()
      if (isFollowed) followRequest(followed, context)
      answerClosed(followed.reply.raw)
      if (at % TURN === 0) await setImmediate()
      if (at % BATCH === 0) records.length = 0
    }
    await setImmediate()
    return cpuOf(process.threadCpuUsage(before))
  }
  await follow(true)
  return Math.max(0, (await follow(true)) - (await follow(false)))
}

function aFollowedRequest() {
  const trace = createTrace(Date.now() - MINUTE_MS)
  trace.attempts.push({ keyId: 'key-1', verdict: 'ok', status: 200, ms: 900 })
  Object.assign(trace, {
    token: 'Phone',
    modelAsked: 'gemini-3.8-flash',
    model: 'gemini-3.8-flash',
  })
  const raw = {
    url: '/v1/chat/completions',
    socket: { bytesWritten: 0 },
  } as unknown as IncomingMessage
  const response = {
    headersSent: true,
    statusCode: 200,
    writableFinished: true,
  } as unknown as ServerResponse
  const request = {
    id: 'req_0198f0e2d500abcdef012345',
    method: 'POST',
    headers: { 'user-agent': 'OpenAI/JS 7.57.0', 'content-length': '1100' },
    raw,
    protocol: 'http',
    host: '127.0.0.1:8000',
    log: undefined as never,
    trace,
    body: Buffer.alloc(0),
  }
  return { request, reply: { raw: response }, pattern: '/v1/chat/completions' }
}
