/**
 * Throughput, latencies and CPU under load: all subjects in turns, round by round. Floor and service
 * are new processes in each round, because two of one program lie as far apart as two programs here.
 */
import { loadBudgets, peerBudgets } from './goals.ts'
import { type Figures, measure, warmUp } from './measure.ts'
import type { Program } from './processes.ts'
import { type Row, SERVICE } from './rows.ts'
import { type Scenario, scenarios } from './scenarios.ts'
import { type Bench, othersIn } from './section.ts'
import { median, pairwise } from './statistics.ts'
import { floor, ours, type Subject, withPrograms } from './subjects.ts'
import { verify } from './verify.ts'

const labels: Readonly<Record<keyof Figures, string>> = {
  requestsPerSecond: 'requests/s',
  cpuMs: 'CPU ms per request',
  p50: 'p50 ms',
  p99: 'p99 ms',
  firstP50: 'first byte p50 ms',
  eventP50: 'event on its way p50 ms',
  eventP99: 'event on its way p99 ms',
  joined: 'events not by themselves, %',
}

/** What is worth a line: all but what says nothing about this kind of scenario. */
function figuresOf({ stream, pacedEvents }: Scenario): (keyof Figures)[] {
  if (pacedEvents !== undefined) return ['cpuMs', 'firstP50', 'eventP50', 'eventP99', 'joined']
  const first = stream ? (['firstP50'] as const) : []
  return ['cpuMs', 'requestsPerSecond', 'p50', 'p99', ...first]
}

/** A program that waited for its turn gets its caches, its heap and some machine code back in this time. */
const FRESH_UP_MS = 1500
/** Neighbours of a machine come and go by the second, so floor and service take turns by the second. */
const TURNS_PER_ROUND = 4
/** By then a service that had put work off goes on putting it off, and answers as under steady load. */
export const LEAD_IN_MS = 400

type Rounds = Map<string, Figures[]>

/** Rows of a scenario from what its rounds gave by subject. */
export function rowsOf(scenario: Scenario, rounds: Rounds): Row[] {
  const { name, pacedEvents } = scenario
  return figuresOf(scenario).map((figure) => ({
    scenario: name,
    figure: figure === 'cpuMs' && pacedEvents !== undefined ? 'CPU ms per event' : labels[figure],
    rounds: Object.fromEntries(
      [...rounds].map(([subject, all]) => [subject, all.map((each) => each[figure])]),
    ),
    ...loadBudgets[name]?.[figure],
  }))
}

/** Rows that say how many times our CPU a peer took, where that is asked for. */
export function peerRowsOf({ name }: Scenario, rounds: Rounds): Row[] {
  const cpuOf = (subject: string) => (rounds.get(subject) ?? []).map(({ cpuMs }) => cpuMs)
  return Object.entries(peerBudgets[name] ?? {})
    .filter(([peer]) => rounds.has(peer))
    .map(([peer, budget]) => ({
      scenario: name,
      figure: `CPU of ${peer}, × ours`,
      rounds: { [SERVICE]: pairwise(cpuOf(peer), cpuOf(SERVICE), (other, own) => other / own) },
      ...budget,
    }))
}

/** One round of subjects that take turns, by their names. */
async function roundOf(
  bench: Bench,
  group: readonly (readonly [Subject, Program])[],
  scenario: Scenario,
): Promise<Map<string, Figures>> {
  const isTimed = scenario.requests === undefined
  const turns = isTimed && group.length > 1 ? TURNS_PER_ROUND : 1
  const turnMs = turns > 1 ? bench.roundMs / 2 : bench.roundMs
  const taken = new Map(group.map(([{ name }]) => [name, [] as Figures[]]))
  if (isTimed) {
    for (const [subject, program] of group) {
      await measure(subject, program, scenario, Math.min(bench.roundMs, FRESH_UP_MS))
    }
  }
  for (let turn = 0; turn < turns; turn += 1) {
    for (const [subject, program] of group) {
      if (turns > 1) await measure(subject, program, scenario, LEAD_IN_MS)
      taken.get(subject.name)?.push(await measure(subject, program, scenario, turnMs))
    }
  }
  return new Map([...taken].map(([name, figures]) => [name, middleOf(figures)]))
}

/** Figure by figure the median of several. */
export function middleOf(figures: readonly Figures[]): Figures {
  const of = (name: keyof Figures) => median(figures.map((each) => each[name]))
  return {
    requestsPerSecond: of('requestsPerSecond'),
    cpuMs: of('cpuMs'),
    p50: of('p50'),
    p99: of('p99'),
    firstP50: of('firstP50'),
    eventP50: of('eventP50'),
    eventP99: of('eventP99'),
    joined: of('joined'),
  }
}

/** How far a scenario has got. */
interface Course {
  readonly rounds: Rounds
  /** Programs that have been asked for it before. */
  readonly warm: Set<Program>
}

function append<Value>(lists: Map<string, Value[]>, name: string, value: Value): void {
  lists.set(name, [...(lists.get(name) ?? []), value])
}

/** One round of a scenario: floor and service in turns, then each peer by itself. */
async function runScenario(
  bench: Bench,
  programs: ReadonlyMap<Subject, Program>,
  scenario: Scenario,
  { rounds, warm }: Course,
): Promise<void> {
  const others = othersIn(bench, scenario)
  const able = [...programs].filter(
    ([subject]) => !bench.others.includes(subject) || others.includes(subject),
  )
  for (const [subject, program] of able) {
    if (warm.has(program)) continue
    await verify(subject, program, scenario)
    await warmUp(subject, program, scenario, bench.warmUpMs)
    warm.add(program)
  }
  const own = able.filter(([subject]) => subject.isPeer !== true)
  const peers = able.filter(([subject]) => subject.isPeer === true)
  for (const group of [own, ...peers.map((peer) => [peer])]) {
    for (const [name, figures] of await roundOf(bench, group, scenario)) {
      append(rounds, name, figures)
    }
  }
}

/** One round of all scenarios; one that goes wrong is left out from then on. */
async function runRound(
  bench: Bench,
  programs: ReadonlyMap<Subject, Program>,
  courses: Map<Scenario, Course>,
): Promise<void> {
  for (const [scenario, course] of courses) {
    bench.say(scenario.name)
    try {
      await runScenario(bench, programs, scenario, course)
    } catch (error) {
      courses.delete(scenario)
      bench.fail(scenario.name, error)
    }
  }
}

/** Notes what each program has in memory once a round is through. */
async function noteMemory(
  programs: ReadonlyMap<Subject, Program>,
  megabytes: Map<string, number[]>,
): Promise<void> {
  for (const [{ name }, program] of programs) {
    const { rssBytes } = await program.usage()
    append(megabytes, name, rssBytes / 1e6)
  }
}

/** The load scenarios, with 5,000 keys in the service's pool. */
export async function loadSection(bench: Bench): Promise<Row[]> {
  const wanted = scenarios.filter(({ name }) => bench.isWanted(name))
  if (wanted.length === 0) return []
  const courses = new Map(
    wanted.map((scenario): [Scenario, Course] => [
      scenario,
      { rounds: new Map(), warm: new Set() },
    ]),
  )
  const megabytes = new Map<string, number[]>()
  const isPeer = (subject: Subject) => subject.isPeer === true
  const beside = bench.others.filter((subject) => !isPeer(subject))
  const own = [floor, ours({ keys: 5000 }), ...beside]
  // Peers take a minute to be warm, and lie so far off that one process will do.
  await withPrograms(bench.others.filter(isPeer), bench.upstream, async (peers) => {
    for (let round = 0; round < bench.rounds; round += 1) {
      await withPrograms(own, bench.upstream, async (fresh) => {
        const programs = new Map([...fresh, ...peers])
        await runRound(bench, programs, courses)
        await noteMemory(programs, megabytes)
      })
    }
  })
  const rows = [...courses].flatMap(([scenario, { rounds }]) => [
    ...rowsOf(scenario, rounds),
    ...peerRowsOf(scenario, rounds),
  ])
  return wanted.length === scenarios.length ? [...rows, memoryRow(megabytes)] : rows
}

function memoryRow(megabytes: ReadonlyMap<string, readonly number[]>): Row {
  return {
    scenario: 'after all scenarios under load',
    figure: 'RSS MB',
    rounds: Object.fromEntries(megabytes),
  }
}
