/** What a subject takes when it starts, while nothing goes on, and for streams that stay open. */
import { setTimeout } from 'node:timers/promises'
import { idleCpu, idleMemory, memoryPerStream, readyBudgets } from './goals.ts'
import { drive } from './load-order.ts'
import { check, orderOf } from './measure.ts'
import type { Program, Usage } from './processes.ts'
import { FLOOR, type Row, SERVICE } from './rows.ts'
import { type Scenario, scenarioNamed, slowStreams } from './scenarios.ts'
import { type Bench, othersIn } from './section.ts'
import { floor, ours, type Subject, withPrograms } from './subjects.ts'

const KEY_COUNTS = [1, 5000] as const
const STREAM_COUNTS = [200, 1000] as const
/** What a start leaves to be done is over once so many seconds took less CPU than this, or after so long. */
const QUIET_SECONDS = 3
const QUIET_CPU_MS = 1
const SETTLE_LIMIT_MS = 60_000
/** Requests that load what is loaded once, so that it does not count as the streams' memory. */
const FIRST_REQUESTS = 50
/** Threads that they start are there by then. */
const THREADS_START_MS = 2000

const keysText = (keys: number) => (keys === 1 ? '1 key' : `${keys.toLocaleString('en-US')} keys`)

/**
 * Rows of figures by the number of keys; the floor has none and stands beside each, the others stand
 * beside the first. Takes the figures in the order of `subjectsOf`.
 */
function byKeys(
  scenario: string,
  figure: string,
  rounds: ReadonlyMap<Subject, number[]>,
  budgetOf: (keys: number) => object,
): Row[] {
  const [base = [], ...own] = rounds.values()
  const others = [...rounds].slice(1 + KEY_COUNTS.length)
  return KEY_COUNTS.map((keys, at) => ({
    scenario: `${scenario}, ${keysText(keys)}`,
    figure,
    rounds: {
      [FLOOR]: base,
      [SERVICE]: own[at] ?? [],
      ...(at === 0 && Object.fromEntries(others.map(([{ name }, figures]) => [name, figures]))),
    },
    ...budgetOf(keys),
  }))
}

const subjectsOf = ({ others }: Bench): Subject[] => [
  floor,
  ...KEY_COUNTS.map((keys) => ours({ keys })),
  ...others,
]

/** From the start of the process to an open port. */
export async function startSection(bench: Bench): Promise<Row[]> {
  if (!bench.isWanted('start')) return []
  bench.say('start')
  const rounds = new Map(subjectsOf(bench).map((subject) => [subject, [] as number[]]))
  for (let round = 0; round < bench.rounds; round += 1) {
    for (const [subject, readyMs] of rounds) {
      const program = await subject.start(bench.upstream)
      readyMs.push(program.readyMs)
      await program.stop()
    }
  }
  return byKeys('start', 'ready ms', rounds, (keys) => readyBudgets[keys] ?? {})
}

async function settle(program: Program): Promise<void> {
  const endMs = performance.now() + SETTLE_LIMIT_MS
  let { cpuMs } = await program.usage()
  for (let quiet = 0; quiet < QUIET_SECONDS && performance.now() < endMs;) {
    await setTimeout(1000)
    const now = await program.usage()
    quiet = now.cpuMs - cpuMs < QUIET_CPU_MS ? quiet + 1 : 0
    cpuMs = now.cpuMs
  }
}

/** Memory at the end of the time, and what was computed in it. */
async function watchIdle(program: Program, idleMs: number): Promise<Usage> {
  const before = await program.usage()
  await setTimeout(idleMs)
  const after = await program.usage()
  return { ...after, cpuMs: after.cpuMs - before.cpuMs }
}

/**
 * Memory and processor time while nobody asks for anything. All subjects are watched at once, but
 * start one after the other: what a start leaves behind depends on how long it takes.
 */
export async function idleSection(bench: Bench): Promise<Row[]> {
  if (!bench.isWanted('idle')) return []
  bench.say(`idle, ${bench.idleMs / 1000} s`)
  const subjects = subjectsOf(bench)
  const watch = (programs: ReadonlyMap<Subject, Program>) =>
    Promise.all([...programs.values()].map((program) => watchIdle(program, bench.idleMs)))
  const seen = await withPrograms(subjects, bench.upstream, watch, settle)
  const figures = (of: (usage: Usage) => number) =>
    new Map(seen.map((usage, at) => [subjects[at] ?? floor, [of(usage)]]))
  const memory = figures(({ rssBytes }) => rssBytes / 1e6)
  const cpu = figures(({ cpuMs }) => (cpuMs / bench.idleMs) * 100)
  return [
    ...byKeys('idle', 'RSS MB', memory, () => idleMemory),
    ...byKeys('idle', 'CPU, % of a core', cpu, () => idleCpu),
  ]
}

/** Most bytes a program had while something went on. */
async function peakDuring(load: Promise<unknown>, program: Program): Promise<number> {
  const end = load.then(() => true)
  let peak = 0
  for (let isOver = false; !isOver;) {
    const { rssBytes } = await program.usage()
    peak = Math.max(peak, rssBytes)
    isOver = await Promise.race([end, setTimeout(250, false)])
  }
  return peak
}

/** Kilobytes per stream, in a fresh process that has answered a few requests before. */
async function kilobytesPerStream(bench: Bench, subject: Subject, scenario: Scenario) {
  const program = await subject.start(bench.upstream)
  try {
    const first = scenarioNamed('chat stream, 1 connection')
    await drive(orderOf(subject, program, first, { requests: FIRST_REQUESTS }))
    await setTimeout(THREADS_START_MS)
    const before = await program.usage()
    const { requests = 0 } = scenario
    const load = drive(orderOf(subject, program, scenario, { requests }))
    const peak = await peakDuring(load, program)
    check(await load, subject, scenario)
    return (peak - before.rssBytes) / requests / 1000
  } finally {
    await program.stop()
  }
}

/** Memory per stream of many that are open at once, all of which must complete; of peers, once. */
export async function slowStreamsSection(bench: Bench): Promise<Row[]> {
  const rows: Row[] = []
  for (const scenario of STREAM_COUNTS.map(slowStreams)) {
    if (!bench.isWanted(scenario.name)) continue
    bench.say(scenario.name)
    const rounds: Record<string, number[]> = {}
    for (const subject of [floor, ours({ keys: 5000 }), ...othersIn(bench, scenario)]) {
      const kilobytes: number[] = []
      for (let round = 0; round < (subject.isPeer === true ? 1 : bench.rounds); round += 1) {
        kilobytes.push(await kilobytesPerStream(bench, subject, scenario))
      }
      rounds[subject.name] = kilobytes
    }
    rows.push({ scenario: scenario.name, figure: 'KB per stream', rounds, ...memoryPerStream })
  }
  return rows
}
