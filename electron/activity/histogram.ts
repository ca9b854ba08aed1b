/** Latencies counted in steps, so that percentiles of any period can be had from sums. Pure. */

/** Upper ends of the steps in milliseconds; a last step has none. */
export const STEP_ENDS_MS = [
  50, 100, 200, 300, 500, 750, 1000, 1500, 2000, 3000, 5000, 7500, 10_000, 15_000, 30_000, 60_000,
  120_000,
] as const

export const STEP_COUNT = STEP_ENDS_MS.length + 1

/** Names of the columns that hold the counts: `total_0`, `total_1`, … */
export function stepColumns(prefix: string): string[] {
  return Array.from({ length: STEP_COUNT }, (_, step) => `${prefix}_${step}`)
}

/** SQL that counts the values of a column which fall into each step, one expression a step. */
export function countSteps(column: string): string[] {
  return Array.from({ length: STEP_COUNT }, (_, step) => {
    const above = step === 0 ? [] : [`${column} > ${STEP_ENDS_MS[step - 1]}`]
    const end = STEP_ENDS_MS[step]
    const below = end === undefined ? [] : [`${column} <= ${end}`]
    return `ifnull(sum(${[...above, ...below].join(' AND ')}), 0)`
  })
}
