/** What upstream and load generator do without a proxy between them: they must not be what is measured. */
import { drive } from './load-order.ts'
import { FLOOR, middleOn, type Row } from './rows.ts'
import { scenarioNamed } from './scenarios.ts'
import type { Bench } from './section.ts'
import { floor } from './subjects.ts'

/** Scenarios whose bytes the floor passes on, and what their answers are called. */
const compared = {
  'native, 32 connections': 'whole answers',
  'native stream, 32 connections': 'streams',
} as const
/** How far above the floor the two must be for throughput and latencies to be the proxy's own. */
const ENOUGH = 2

/** Requests per second that upstream and generator do alone. */
async function alone(bench: Bench, scenario: string): Promise<number> {
  const question = scenarioNamed(scenario)
  const { total, elapsedMs } = await drive({
    port: Number(new URL(bench.upstream).port),
    connections: question.connections,
    requests: Number.MAX_SAFE_INTEGER,
    forMs: bench.roundMs,
    shots: [floor.shot(question)],
  })
  return (total.count / elapsedMs) * 1000
}

/** One sentence for each kind of answer, with how far above the floor of the same run that is. */
export async function ceilingRemarks(bench: Bench, rows: readonly Row[]): Promise<string[]> {
  const remarks: string[] = []
  for (const [scenario, what] of Object.entries(compared)) {
    const row = rows.find((each) => each.scenario === scenario && each.figure === 'requests/s')
    const floors = row === undefined ? undefined : middleOn('value', row, FLOOR)
    if (floors === undefined) continue
    const perSecond = await alone(bench, scenario)
    const times = perSecond / floors
    const verdict = times < ENOUGH ? ', too little for throughput and latencies to be trusted' : ''
    remarks.push(
      `Upstream and load generator alone: ${Math.round(perSecond).toLocaleString('en-US')} ${what} per second, ${times.toFixed(1)} × the floor${verdict}.`,
    )
  }
  return remarks
}
