/** Lines of the table: what was measured, what performance.md wants, and how the two compare; pure. */
import { median, pairwise, spread } from './statistics.ts'

/** What a bound is about: the figure itself, its ratio to the floor's, or what it is beyond that. */
export type Basis = 'value' | 'ratio' | 'added'

export interface Bound {
  basis: Basis
  at: number
}

export interface Budget {
  goal?: Bound
  /** Never worse than. */
  limit?: Bound
  /** Whether more is better; less is, where it is left out. */
  isMoreBetter?: boolean
}

export interface Row extends Budget {
  scenario: string
  /** What the figure is, with its unit. */
  figure: string
  /** Figures of every round, by subject. */
  rounds: Readonly<Record<string, readonly number[]>>
}

export type Mark = 'goal' | 'limit' | 'missed'

/** Names of the subjects that every row may have. */
export const FLOOR = 'floor'
export const SERVICE = 'gemini-balance'

/** The bound on a ratio to the floor, a figure itself, or what is beyond the floor's. */
export const times = (at: number): Bound => ({ basis: 'ratio', at })
export const value = (at: number): Bound => ({ basis: 'value', at })
export const added = (at: number): Bound => ({ basis: 'added', at })

/** A subject's figure of every round, on a basis. Empty where the floor was not measured. */
export function figuresOn(basis: Basis, { rounds }: Row, subject = SERVICE): readonly number[] {
  const values = rounds[subject] ?? []
  if (basis === 'value') return values
  const compare = (one: number, base: number) => (basis === 'ratio' ? one / base : one - base)
  return pairwise(values, rounds[FLOOR] ?? [], compare)
}

/** The median of a subject's figures on a basis; undefined where it has none. */
export function middleOn(basis: Basis, row: Row, subject = SERVICE): number | undefined {
  const figures = figuresOn(basis, row, subject)
  return figures.length === 0 ? undefined : median(figures)
}

/**
 * How far the ratios to the floor lie apart over the rounds, as a share; the figures where there is
 * no floor, or it has 0.
 */
export function spreadOf(row: Row): number {
  const ratios = figuresOn('ratio', row)
  const areRatios = ratios.length > 0 && ratios.every(Number.isFinite)
  return spread(areRatios ? ratios : figuresOn('value', row))
}

function keeps(row: Row, bound: Bound | undefined): boolean {
  if (bound === undefined) return true
  const figure = middleOn(bound.basis, row)
  if (figure === undefined) return false
  return row.isMoreBetter === true ? figure >= bound.at : figure <= bound.at
}

/** What the service's figure has reached; undefined where nothing is wanted or nothing was measured. */
export function markOf(row: Row): Mark | undefined {
  if (row.goal === undefined && row.limit === undefined) return undefined
  if (middleOn('value', row) === undefined) return undefined
  if (!keeps(row, row.limit)) return 'missed'
  return keeps(row, row.goal) ? 'goal' : 'limit'
}
