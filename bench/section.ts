/** What the parts of the bench share: what is measured, how long, and where progress is told. */
import type { Row } from './rows.ts'
import type { Scenario } from './scenarios.ts'
import type { Subject } from './subjects.ts'

export interface Bench {
  /** The upstream's address. */
  upstream: string
  rounds: number
  /** Length of a round that ends by time. */
  roundMs: number
  /** Longest time for warming up a subject for a scenario. */
  warmUpMs: number
  /** How long idle processes are watched. */
  idleMs: number
  /** Measured beside floor and service: peers, or other builds. */
  others: readonly Subject[]
  /** Whether a scenario was asked for. */
  isWanted(scenario: string): boolean
  /** Tells how far it is. */
  say(line: string): void
  /** Takes note of what could not be measured, and why. */
  fail(what: string, error: unknown): void
}

/** Those of the others who take part in a scenario. */
export function othersIn(bench: Bench, { dialect, hasPeers }: Scenario): Subject[] {
  return bench.others.filter(
    (subject) =>
      subject.dialects.includes(dialect) && (hasPeers === true || subject.isPeer !== true),
  )
}

/** A part of the bench; gives rows for the scenarios that are wanted, none if there are none. */
export type Section = (bench: Bench) => Promise<Row[]>
