/** Stretches of time by which requests are added up, as a person counts them. Pure. */

export const MINUTE_MS = 60_000
export const HOUR_MS = 3_600_000
export const DAY_MS = 86_400_000
export const WEEK_MS = 604_800_000

/** Lengths of the stretches that sums are kept for. */
export const grains: readonly number[] = [MINUTE_MS, HOUR_MS, DAY_MS, WEEK_MS]

/** From the beginning of 1970, a Thursday, to a Monday. */
const FIRST_MONDAY_MS = 4 * DAY_MS

/**
 * Where the stretch begins that a moment falls into: weeks on Monday, days at midnight.
 * @param utcOffsetMs what local time is ahead of UTC
 */
export function startOf(atMs: number, grainMs: number, utcOffsetMs: number): number {
  const shiftMs = utcOffsetMs - (grainMs === WEEK_MS ? FIRST_MONDAY_MS : 0)
  return Math.floor((atMs + shiftMs) / grainMs) * grainMs - shiftMs
}

/** The same in SQL, of a column of moments after the beginning of 1970. */
export function startOfSql(column: string, grainMs: number, utcOffsetMs: number): string {
  // A whole number of weeks more keeps what is divided positive: SQLite rounds towards zero.
  const shiftMs = utcOffsetMs - (grainMs === WEEK_MS ? FIRST_MONDAY_MS : 0) + 2 * WEEK_MS
  return `(${column} + ${shiftMs}) / ${grainMs} * ${grainMs} - ${shiftMs}`
}

/** A stretch that is made of whole grains. */
export interface Piece {
  grainMs: number
  fromMs: number
  /** Not in it any more. */
  toMs: number
}

/**
 * Pieces that together are a stretch of time, with the coarsest grains that fit.
 * @param sizes grains to choose from, the finest first; the stretch is made of whole ones of these
 */
export function piecesOf(
  { fromMs, toMs }: { fromMs: number; toMs: number },
  sizes: readonly number[],
  utcOffsetMs: number,
): Piece[] {
  const grainMs = sizes.at(-1)
  if (grainMs === undefined || fromMs >= toMs) return []
  if (sizes.length === 1) return [{ grainMs, fromMs, toMs }]
  const firstMs = startOf(fromMs + grainMs - 1, grainMs, utcOffsetMs)
  const endMs = startOf(toMs, grainMs, utcOffsetMs)
  const finer = sizes.slice(0, -1)
  if (firstMs >= endMs) return piecesOf({ fromMs, toMs }, finer, utcOffsetMs)
  return [
    ...piecesOf({ fromMs, toMs: firstMs }, finer, utcOffsetMs),
    { grainMs, fromMs: firstMs, toMs: endMs },
    ...piecesOf({ fromMs: endMs, toMs }, finer, utcOffsetMs),
  ]
}
