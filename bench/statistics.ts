/** What is made of the figures of several rounds; pure. */

/** The middle figure, or the mean of the two in the middle; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  const half = sorted.length / 2
  const lower = sorted[Math.ceil(half) - 1] ?? Number.NaN
  const upper = sorted[Math.floor(half)] ?? Number.NaN
  return (lower + upper) / 2
}

/** How far the rounds lie apart: half of the way from least to most, as a share of the median. */
export function spread(values: readonly number[]): number {
  if (values.length < 2) return 0
  const way = Math.max(...values) - Math.min(...values)
  return way === 0 ? 0 : way / 2 / Math.abs(median(values))
}

/** Figure by figure what `compare` makes of two that were taken in the same round. */
export function pairwise(
  values: readonly number[],
  bases: readonly number[],
  compare: (value: number, base: number) => number,
): number[] {
  return values.flatMap((value, round) => {
    const base = bases[round]
    return base === undefined ? [] : [compare(value, base)]
  })
}

/** True when the last two figures differ by no more than a share of the smaller. */
export function isSteady(values: readonly number[], share: number): boolean {
  const [before, last] = values.slice(-2)
  if (before === undefined || last === undefined) return false
  return Math.abs(last - before) <= share * Math.min(before, last)
}
