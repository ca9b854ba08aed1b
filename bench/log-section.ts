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
import { ours, type Subject, withPrograms } from './subjects.ts'

const asked = ['chat, 32 connections', 'chat stream, 32 connections', 'native, 32 connections']
/** Of a pair of processes; each round has a new one, because two of one program lie as far apart. */
const TURNS = 4

const nameOf = (scenario: string) => `request log, ${scenario}`

type Pair = readonly (readonly [Subject, Program])[]

/** CPU per request of both, in turns that begin with the one and the other. */
async function cpuOf(bench: Bench, pair: Pair, scenario: Scenario): Promise<number[][]> {
  for (const [subject, program] of pair) {
    await warmUp(subject, program, scenario, bench.warmUpMs)
  }
  const cpuMs: number[][] = pair.map(() => [])
  for (let round = 0; round < TURNS; round += 1) {
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

/** What each scenario takes of one pair of processes, as the ratio of the first to the second. */
async function ratiosOf(
  bench: Bench,
  pair: Pair,
  wanted: readonly string[],
): Promise<Map<string, number>> {
  const ratios = new Map<string, number>()
  for (const scenario of wanted) {
    bench.say(nameOf(scenario))
    const [on = [], off = []] = await cpuOf(bench, pair, scenarioNamed(scenario))
    ratios.set(scenario, median(pairwise(on, off, (one, base) => one / base)))
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
  for (let round = 0; round < bench.rounds; round += 1) {
    const ratios = await withPrograms([ours({ keys: 5000 }), without], bench.upstream, (pair) =>
      ratiosOf(bench, [...pair], wanted),
    )
    for (const [scenario, ratio] of ratios) rounds.get(scenario)?.push(ratio)
  }
  return wanted.map((scenario) => ({
    scenario: nameOf(scenario),
    figure: 'CPU, × that without',
    rounds: { [SERVICE]: rounds.get(scenario) ?? [] },
    ...requestLog,
  }))
}
