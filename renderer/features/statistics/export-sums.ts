/** Sums of a period as a file (pure). */
import type {
  Series,
  Totals,
  UsageShare,
  UsageSums,
} from '../../../electron/shared/contract/activity.ts'
import { csvLine } from '../../../electron/shared/csv.ts'

/** Everything the page shows of a period; keys by their names. */
export interface PeriodSums {
  totals: Totals
  series: Series
  shares: Readonly<Record<'model' | 'key' | 'client' | 'token', readonly UsageShare[]>>
}

const columns: readonly (readonly [string, (sums: UsageSums) => number])[] = [
  ['requests', (sums) => sums.requests],
  ['failed', (sums) => sums.failed],
  ['cancelled', (sums) => sums.cancelled],
  ['retries', (sums) => sums.retries],
  ['input tokens', (sums) => sums.tokens.input],
  ['output tokens', (sums) => sums.tokens.output],
  ['thinking tokens', (sums) => sums.tokens.thinking],
  ['cached tokens', (sums) => sums.tokens.cached],
  ['total ms', (sums) => sums.totalMs],
  ['estimated cost in US dollars', (sums) => sums.cost],
]

/** One table: a line for the whole, each stretch of time, model, key, client and token. */
export function sumsAsCsv({ totals, series, shares }: PeriodSums): string {
  const line = (kind: string, name: string, sums: UsageSums) =>
    csvLine([kind, name, ...columns.map(([, of]) => of(sums))])
  return [
    csvLine(['of', 'name', ...columns.map(([name]) => name)]),
    line('all', '', totals),
    ...series.points.map((point) => line('time', new Date(point.startMs).toISOString(), point)),
    ...Object.entries(shares).flatMap(([kind, list]) =>
      list.map((share) => line(kind, share.name, share)),
    ),
  ].join('')
}
