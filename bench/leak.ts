/**
 * `npm run bench:leak`: hundreds of thousands of mixed requests with refusals and clients that leave
 * early, then the question whether the service is what it was. `--requests 500000`. Fails when the
 * memory in use has grown by more than a tenth since the first tenth, or handles stay behind.
 */
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { chatBody, models, nativeBody } from './messages.ts'
import { type Program, start, type Usage } from './processes.ts'
import { type Dialect, ours } from './subjects.ts'

const { values: options } = parseArgs({
  options: { requests: { type: 'string', default: '500000' } },
})
const total = Number(options.requests)
const CONNECTIONS = 32
/** Longer than unused connections to Google are kept. */
const LONGEST_WAIT_MS = 90_000
const GROWTH_ALLOWED = 1.1
/** The database's thread begins with the first request and stays. */
const HANDLES_ALLOWED = 4

interface Shot {
  dialect: Dialect
  model: string
  stream: boolean
  body: string
  /** The client hangs up at the first byte of the answer. */
  leaves?: boolean
}

const embedding = { model: 'gemini-embedding-001', input: 'the quick brown fox' }
const streamed = { dialect: 'chat', model: models.burst, stream: true } as const
const shots: readonly Shot[] = [
  { ...streamed, body: chatBody(models.burst, 1000, true) },
  { ...streamed, body: chatBody(models.burst, 1000, true), leaves: true },
  { ...streamed, body: chatBody(models.paced, 1000, true), leaves: true },
  { ...streamed, stream: false, body: chatBody(models.burst, 1000, false) },
  { ...streamed, stream: false, body: chatBody(models.refused, 1000, false) },
  { ...streamed, stream: false, body: '{"model": ' },
  { dialect: 'native', model: models.burst, stream: false, body: nativeBody(1000) },
  { dialect: 'native', model: models.burst, stream: true, body: nativeBody(1000) },
  { dialect: 'native', model: models.burst, stream: true, body: nativeBody(1000), leaves: true },
  { dialect: 'native', model: models.refused, stream: true, body: nativeBody(1000) },
  { ...streamed, dialect: 'embeddings', stream: false, body: JSON.stringify(embedding) },
]

const subject = ours(200)

/** One request to its end, whatever that is; gives the status, or 0 where none came. */
function shoot({ port }: Program, agent: Agent, shot: Shot): Promise<number> {
  const { path, headers } = subject.address(shot.dialect, shot.model, shot.stream)
  return new Promise((resolve) => {
    const outgoing = request(
      { host: '127.0.0.1', port, path, method: 'POST', agent, headers },
      (answer) => {
        const { statusCode = 0 } = answer
        if (shot.leaves === true) answer.once('data', () => answer.destroy())
        answer.on('error', () => resolve(statusCode)).on('close', () => resolve(statusCode))
        answer.resume()
      },
    )
    outgoing.on('error', () => resolve(0))
    outgoing.end(shot.body)
  })
}

/** So many requests over all connections, each kind as often as the others. */
async function fire(program: Program, agent: Agent, count: number): Promise<Map<number, number>> {
  const statuses = new Map<number, number>()
  let fired = 0
  const line = async () => {
    for (let at = fired++; at < count; at = fired++) {
      const shot = shots[at % shots.length]
      if (shot === undefined) return
      const status = await shoot(program, agent, shot)
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, line))
  return statuses
}

/** What the service takes once it has had time to let go. */
async function settled(program: Program, idle: Usage): Promise<Usage> {
  const endMs = performance.now() + LONGEST_WAIT_MS
  for (;;) {
    const usage = await program.usage()
    const isQuiet = usage.handles <= idle.handles + HANDLES_ALLOWED
    if (isQuiet || performance.now() > endMs) return usage
    await setTimeout(1000)
  }
}

const inWords = ({ rssBytes, usedBytes }: Usage) =>
  `${(usedBytes / 1e6).toFixed(0)} MB (RSS ${(rssBytes / 1e6).toFixed(0)} MB)`
const upstream = await start([join(import.meta.dirname, 'mock-upstream.ts')], 'other')
const program = await subject.start(`http://127.0.0.1:${upstream.port}`)
const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
const idle = await program.usage()
await fire(program, agent, total / 10)
const early = await program.usageWithoutGarbage()
const statuses = await fire(program, agent, (total * 9) / 10)
const late = await program.usageWithoutGarbage()
agent.destroy()
const after = await settled(program, idle)
await program.stop()
await upstream.stop()

const counted = [...statuses].map(([status, count]) => `${count} × ${status}`).join(', ')
process.stdout.write(
  `${total} requests (${counted})\nIn use: idle ${inWords(idle)}, after a tenth ${inWords(early)}, after all ${inWords(late)}\nHandles: idle ${idle.handles}, under load ${late.handles}, settled ${after.handles}\n`,
)
const hasGrown = late.usedBytes > early.usedBytes * GROWTH_ALLOWED
const hasHandles = after.handles > idle.handles + HANDLES_ALLOWED
if (hasGrown || hasHandles) process.exitCode = 1
