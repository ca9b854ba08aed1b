/** Latencies counted in steps, so that percentiles of any period can be had from sums. Pure. */

/** Upper ends of the steps in milliseconds; one more step has none. */
export const STEP_ENDS_MS = [
  50, 100, 200, 300, 500, 750, 1000, 1500, 2000, 3000, 5000, 7500, 10_000, 15_000, 30_000, 60_000,
  120_000,
] as const

/** SQL for the step that the value of a column falls into, from 0. */
export function stepOf(column: string): string {
  const cases = STEP_ENDS_MS.map((end, step) => `WHEN ${column} <= ${end} THEN ${step}`)
  return `CASE ${cases.join(' ')} ELSE ${STEP_ENDS_MS.length} END`
}

/**
 * The value in milliseconds below which a share of all counted values lies, taken to be spread
 * evenly within a step; undefined when nothing was counted. In the last step its lower end.
 * @param counts how many values fell into each step; steps that are missing hold none
 * @param share 0.95 for the 95th percentile
 */
export function percentile(counts: readonly number[], share: number): number | undefined {
  const total = counts.reduce((sum, count) => sum + count, 0)
  if (total === 0) return undefined
  const rank = share * total
  let below = 0
  for (const [step, count] of counts.entries()) {
    if (count > 0 && below + count >= rank) {
      const from = step === 0 ? 0 : (STEP_ENDS_MS[step - 1] ?? 0)
      const to = STEP_ENDS_MS[step] ?? from
      return Math.round(from + ((rank - below) / count) * (to - from))
    }
    below += count
  }
  return STEP_ENDS_MS.at(-1)
}
