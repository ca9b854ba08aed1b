/**
 * `npm run bench:leak`: two million mixed requests, refusals, breakdowns, answers that break off and
 * clients that leave early among them, then the question whether the service is what it was.
 * `--requests 20000` asks for fewer. Ends with 1 when memory has grown by more than a tenth since the
 * first tenth of the requests, or when handles or sockets stay behind.
 */
import { setTimeout } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { build } from './build.ts'
import { drive, type LoadResult, type Shot } from './load-order.ts'
import { chatBody, models, nativeBody } from './messages.ts'
import type { InnerUsage, Program } from './processes.ts'
import { ours, type Question } from './subjects.ts'
import { addressOf, startUpstream } from './upstream.ts'

const { values: options } = parseArgs({
  options: {
    requests: { type: 'string', default: '2000000' },
    'no-build': { type: 'boolean', default: false },
  },
})
const total = Number(options.requests)
const CONNECTIONS = 64
const SLICES = 20
/** Longer than unused connections to Google are kept. */
const LONGEST_WAIT_MS = 90_000
const GROWTH_ALLOWED = 1.1
/** The database's thread begins with the first request and stays. */
const HANDLES_ALLOWED = 4

const subject = ours({ keys: 200 })
const chat = (model: string, stream: boolean): Question => ({
  dialect: 'chat',
  model,
  stream,
  body: chatBody(model, 1000, stream),
})
const native = (model: string, stream: boolean): Question => ({
  dialect: 'native',
  model,
  stream,
  body: nativeBody(1000),
})
const embedding: Question = {
  dialect: 'embeddings',
  model: 'gemini-embedding-001',
  stream: false,
  body: JSON.stringify({ model: 'gemini-embedding-001', input: 'the quick brown fox' }),
}
const leaving = (question: Question): Shot => ({ ...subject.shot(question), leaves: true })

const shots: readonly Shot[] = [
  subject.shot(chat(models.burst, true)),
  leaving(chat(models.burst, true)),
  leaving(chat(models.paced, true)),
  subject.shot(chat(models.burst, false)),
  subject.shot(chat(models.refused, false)),
  subject.shot({ ...chat(models.burst, false), body: '{"model": ' }),
  subject.shot(chat(models.cut, true)),
  subject.shot(native(models.burst, false)),
  subject.shot(native(models.burst, true)),
  leaving(native(models.burst, true)),
  leaving(native(models.paced, true)),
  subject.shot(native(models.refused, true)),
  subject.shot(native(models.cut, true)),
  subject.shot(native(models.broken, false)),
  subject.shot(embedding),
]

const say = (line: string) => process.stderr.write(`${line}\n`)
const counted = new Map<string, number>()

function count({ statuses, leftEarly }: LoadResult): void {
  for (const [status, number] of [...Object.entries(statuses), ['left', leftEarly] as const]) {
    counted.set(status, (counted.get(status) ?? 0) + number)
  }
}

async function fire(program: Program, requests: number): Promise<void> {
  const { port } = program
  const forMs = Number.MAX_SAFE_INTEGER
  count(await drive({ port, connections: CONNECTIONS, requests, forMs, shots }))
}

/** What the service takes once it has had time to let go. */
async function settled(program: Program, idle: Standing): Promise<Standing> {
  const endMs = performance.now() + LONGEST_WAIT_MS
  for (;;) {
    const now = await standing(program)
    const isQuiet = now.handles <= idle.handles + HANDLES_ALLOWED && now.sockets <= idle.sockets
    if (isQuiet || performance.now() > endMs) return now
    await setTimeout(1000)
  }
}

interface Standing extends InnerUsage {
  sockets: number
}

async function standing(program: Program): Promise<Standing> {
  return { ...(await program.ask('usage-without-garbage')), sockets: program.sockets() }
}

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`
const inWords = ({ rssBytes, usedBytes, handles, sockets }: Standing) =>
  `${megabytes(usedBytes)} in use, RSS ${megabytes(rssBytes)}, ${handles} handles, ${sockets} sockets`

async function run(program: Program): Promise<void> {
  const startedMs = performance.now()
  const idle = await standing(program)
  await fire(program, total / 10)
  const early = await standing(program)
  say(`after a tenth: ${inWords(early)}`)
  for (let slice = 1; slice <= SLICES; slice += 1) {
    await fire(program, (total * 0.9) / SLICES)
    const { rssBytes } = await program.usage()
    say(`${((0.1 + (0.9 * slice) / SLICES) * 100).toFixed(1)} %: RSS ${megabytes(rssBytes)}`)
  }
  const late = await standing(program)
  const after = await settled(program, idle)
  const took = ((performance.now() - startedMs) / 60_000).toFixed(1)
  const answers = [...counted].map(([status, number]) => `${number} × ${status}`).join(', ')
  process.stdout.write(
    `${total} requests in ${took} minutes (${answers})\nidle: ${inWords(idle)}\nafter a tenth: ${inWords(early)}\nafter all: ${inWords(late)}\nsettled: ${inWords(after)}\n`,
  )
  const faults = [
    ...(late.usedBytes > early.usedBytes * GROWTH_ALLOWED ? ['memory in use has grown'] : []),
    ...(late.rssBytes > early.rssBytes * GROWTH_ALLOWED ? ['RSS has grown'] : []),
    ...(after.handles > idle.handles + HANDLES_ALLOWED ? ['handles stay behind'] : []),
    ...(after.sockets > idle.sockets ? ['sockets stay behind'] : []),
  ]
  process.stdout.write(faults.length === 0 ? 'No leak.\n' : `A leak: ${faults.join(', ')}.\n`)
  if (faults.length > 0) process.exitCode = 1
}

if (!options['no-build']) build()
const upstream = await startUpstream()
const program = await subject.start(addressOf(upstream), { hasProbe: true })
try {
  await run(program)
} finally {
  await program.stop()
  await upstream.stop()
}
