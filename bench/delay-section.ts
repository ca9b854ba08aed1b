/** How long the event loop keeps others waiting: while streams run, and while large images pass beside them. */
import { setTimeout } from 'node:timers/promises'
import { loopDelay } from './goals.ts'
import { drive, failuresOf, type LoadOrder, type LoadResult } from './load-order.ts'
import { check, orderOf } from './measure.ts'
import { chatWithImage, EVENTS_PER_STREAM, models } from './messages.ts'
import type { LoopDelay, Program } from './processes.ts'
import type { Row } from './rows.ts'
import { type Scenario, scenarioNamed } from './scenarios.ts'
import type { Bench } from './section.ts'
import { floor, ours, type Subject } from './subjects.ts'

const STREAMS = 50
/** One after the other, about a second each. */
const STREAMS_IN_A_ROW = 4
const IMAGES = 4
const IMAGE_BYTES = 20_000_000
/** The images pass within two seconds. */
const IMAGE_EVERY_MS = 500

const names = { streams: '50 streams', images: '50 streams and four 20 MB images' } as const

const streams: Scenario = {
  ...scenarioNamed('chat stream, 64 paced at 20 ms'),
  name: names.streams,
  connections: STREAMS,
  requests: STREAMS * STREAMS_IN_A_ROW,
}

interface Seen extends LoopDelay {
  eventP99Ms: number
}

/** One image in a chat. */
function imageOrder(subject: Subject, program: Program): LoadOrder {
  const body = chatWithImage(models.burst, IMAGE_BYTES)
  const question = { dialect: 'chat', model: models.burst, stream: false, body } as const
  const shots = [subject.shot(question)]
  return { port: program.port, connections: 1, requests: 1, forMs: 60_000, shots }
}

/** Has the images pass, the first after half an interval; throws when one did not. */
async function passImages(order: LoadOrder, subject: Subject): Promise<void> {
  const passing: Promise<LoadResult>[] = []
  for (let image = 0; image < IMAGES; image += 1) {
    await setTimeout(IMAGE_EVERY_MS)
    passing.push(drive(order))
  }
  for (const result of await Promise.all(passing)) {
    if (failuresOf(result) > 0) throw new Error(`${subject.name}, image: ${result.firstFailure}`)
  }
}

/** Delays while streams run and, where there is an order for them, images pass. */
async function round(subject: Subject, program: Program, images?: LoadOrder): Promise<Seen> {
  const { requests = 0 } = streams
  await program.ask('delay')
  const [result] = await Promise.all([
    drive(orderOf(subject, program, streams, { requests })),
    ...(images === undefined ? [] : [passImages(images, subject)]),
  ])
  const delay = await program.ask('delay')
  check(result, subject, streams)
  return { ...delay, eventP99Ms: result.event.p99 / 1000 }
}

type Rounds = Map<string, Seen[]>

function rowsOf(scenario: string, rounds: Rounds, budget: object): Row[] {
  const figures = (of: (seen: Seen) => number) =>
    Object.fromEntries([...rounds].map(([name, seen]) => [name, seen.map(of)]))
  const line = (figure: string, of: (seen: Seen) => number) => ({
    scenario: `event loop, ${scenario}`,
    figure,
    rounds: figures(of),
  })
  return [
    { ...line('delay p99 ms', ({ p99Ms }) => p99Ms), ...budget },
    line('delay at most, ms', ({ maxMs }) => maxMs),
    line('event on its way p99 ms', ({ eventP99Ms }) => eventP99Ms),
  ]
}

/** Delay of the event loop with 50 streams, and while four images of 20 MB pass beside them. */
export async function delaySection(bench: Bench): Promise<Row[]> {
  if (!bench.isWanted('event loop')) return []
  bench.say(`event loop, ${EVENTS_PER_STREAM} events per stream`)
  const programs = new Map<Subject, Program>()
  const plain: Rounds = new Map()
  const withImages: Rounds = new Map()
  try {
    for (const subject of [floor, ours({ keys: 5000 })]) {
      const program = await subject.start(bench.upstream, { hasProbe: true })
      programs.set(subject, program)
      // The first of everything is compiled.
      await round(subject, program, imageOrder(subject, program))
    }
    for (let at = 0; at < bench.rounds; at += 1) {
      for (const [subject, program] of programs) {
        const { name } = subject
        const images = imageOrder(subject, program)
        plain.set(name, [...(plain.get(name) ?? []), await round(subject, program)])
        withImages.set(name, [
          ...(withImages.get(name) ?? []),
          await round(subject, program, images),
        ])
      }
    }
  } finally {
    for (const program of programs.values()) await program.stop()
  }
  return [
    ...rowsOf(names.streams, plain, loopDelay.streams),
    ...rowsOf(names.images, withImages, loopDelay.images),
  ]
}
