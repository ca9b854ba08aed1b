/** What the request log costs: the service beside a build of itself that remembers nothing, in turns. */
import { buildWithoutRequestLog } from './build.ts'
import { requestLog } from './goals.ts'
import { measure, warmUp } from './measure.ts'
import type { Program } from './processes.ts'
import { type Row, SERVICE } from './rows.ts'
import { type Scenario, scenarioNamed } from './scenarios.ts'
import type { Bench } from './section.ts'
import { pairwise } from './statistics.ts'
import { ours, type Subject } from './subjects.ts'

const asked = ['chat, 32 connections', 'chat stream, 32 connections', 'native, 32 connections']
/** A few percent show only over many rounds. */
const ROUNDS_PER_ROUND = 4

const nameOf = (scenario: string) => `request log, ${scenario}`

type Pair = readonly (readonly [Subject, Program])[]

/** CPU per request of both, in rounds that begin with the one and the other in turns. */
async function cpuOf(bench: Bench, pair: Pair, scenario: Scenario): Promise<number[][]> {
  for (const [subject, program] of pair) {
    await warmUp(subject, program, scenario, bench.warmUpMs)
  }
  const cpuMs: number[][] = pair.map(() => [])
  for (let round = 0; round < bench.rounds * ROUNDS_PER_ROUND; round += 1) {
    const order = round % 2 === 0 ? [0, 1] : [1, 0]
    for (const at of order) {
      const [subject, program] = pair[at] ?? []
      if (subject === undefined || program === undefined) continue
      const figures = await measure(subject, program, scenario, bench.roundMs / 2)
      cpuMs[at]?.push(figures.cpuMs)
    }
  }
  return cpuMs
}

/** How many times the CPU of a service without a request log ours takes. */
export async function logSection(bench: Bench): Promise<Row[]> {
  const wanted = asked.filter((scenario) => bench.isWanted(nameOf(scenario)))
  if (wanted.length === 0) return []
  bench.say('building a service without a request log')
  const without = ours({ keys: 5000, folder: await buildWithoutRequestLog() })
  const rows: Row[] = []
  const pair: [Subject, Program][] = []
  try {
    for (const subject of [ours({ keys: 5000 }), without]) {
      pair.push([subject, await subject.start(bench.upstream)])
    }
    for (const scenario of wanted) {
      bench.say(nameOf(scenario))
      const [on = [], off = []] = await cpuOf(bench, pair, scenarioNamed(scenario))
      rows.push({
        scenario: nameOf(scenario),
        figure: 'CPU, × that without',
        rounds: { [SERVICE]: pairwise(on, off, (one, base) => one / base) },
        ...requestLog,
      })
    }
  } finally {
    for (const [, program] of pair) await program.stop()
  }
  return rows
}
