/** What the request log costs: the service beside a build of itself that remembers nothing, in turns. */
import { buildWithoutRequestLog } from './build.ts'
import { requestLog } from './goals.ts'
import { LEAD_IN_MS } from './load-section.ts'
import { measure, warmUp } from './measure.ts'
import type { Program } from './processes.ts'
import { type Row, SERVICE } from './rows.ts'
import { type Scenario, scenarioNamed } from './scenarios.ts'
import type { Bench } from './section.ts'
import { median, pairwise } from './statistics.ts'
import { ours, type Subject } from './subjects.ts'

const asked = ['chat, 32 connections', 'chat stream, 32 connections', 'native, 32 connections']
/** A few percent show only over several processes: two of the same program lie as far apart. */
const PAIRS = 5
const TURNS_PER_PAIR = 4

const nameOf = (scenario: string) => `request log, ${scenario}`

type Pair = readonly (readonly [Subject, Program])[]

/** CPU per request of both, in turns that begin with the one and the other. */
async function cpuOf(bench: Bench, pair: Pair, scenario: Scenario): Promise<number[][]> {
  for (const [subject, program] of pair) {
    await warmUp(subject, program, scenario, bench.warmUpMs)
  }
  const cpuMs: number[][] = pair.map(() => [])
  for (let round = 0; round < TURNS_PER_PAIR; round += 1) {
    const order = round % 2 === 0 ? [0, 1] : [1, 0]
    for (const at of order) {
      const [subject, program] = pair[at] ?? []
      if (subject === undefined || program === undefined) continue
      await measure(subject, program, scenario, LEAD_IN_MS)
      const figures = await measure(subject, program, scenario, bench.roundMs / 2)
      cpuMs[at]?.push(figures.cpuMs)
    }
  }
  return cpuMs
}

/** The rounds of one pair of processes, by scenario. */
async function ratiosOf(
  bench: Bench,
  subjects: readonly Subject[],
  wanted: readonly string[],
): Promise<Map<string, number[]>> {
  const pair: [Subject, Program][] = []
  const ratios = new Map<string, number[]>()
  try {
    for (const subject of subjects) pair.push([subject, await subject.start(bench.upstream)])
    for (const scenario of wanted) {
      bench.say(nameOf(scenario))
      const [on = [], off = []] = await cpuOf(bench, pair, scenarioNamed(scenario))
      ratios.set(
        scenario,
        pairwise(on, off, (one, base) => one / base),
      )
    }
  } finally {
    for (const [, program] of pair) await program.stop()
  }
  return ratios
}

/** How many times the CPU of a service without a request log ours takes. */
export async function logSection(bench: Bench): Promise<Row[]> {
  const wanted = asked.filter((scenario) => bench.isWanted(nameOf(scenario)))
  if (wanted.length === 0) return []
  bench.say('building a service without a request log')
  const without = ours({ keys: 5000, folder: await buildWithoutRequestLog() })
  const rounds = new Map(wanted.map((scenario) => [scenario, [] as number[]]))
  for (let at = 0; at < PAIRS; at += 1) {
    const ratios = await ratiosOf(bench, [ours({ keys: 5000 }), without], wanted)
    for (const [scenario, all] of ratios) rounds.get(scenario)?.push(median(all))
  }
  return wanted.map((scenario) => ({
    scenario: nameOf(scenario),
    figure: 'CPU, × that without',
    rounds: { [SERVICE]: rounds.get(scenario) ?? [] },
    ...requestLog,
  }))
}
