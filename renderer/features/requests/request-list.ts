/** The list of requests: the newest first, each once, whether it came by event or by page (pure). */
import type { RequestRow } from '../../../electron/shared/contract/activity.ts'

export type Outcome = 'all' | 'ok' | 'failed' | 'cancelled'

/** A client that left early; Google's own answers never have this status. */
const CANCELLED = 499
/** What is kept on the screen; older ones are fetched again when somebody asks for them. */
const LONGEST = 2000

/** Rows with further ones, without repeating any. */
export function joined(rows: readonly RequestRow[], more: readonly RequestRow[]): RequestRow[] {
  const byId = new Map([...rows, ...more].map((row) => [row.id, row]))
  return [...byId.values()].sort((a, b) => b.startedAtMs - a.startedAtMs).slice(0, LONGEST)
}

/** Whether a request that has just ended belongs to what is being looked at. */
export function matches(row: RequestRow, outcome: Outcome, search: string): boolean {
  if (outcome !== 'all' && outcomeOf(row) !== outcome) return false
  const word = search.trim().toLowerCase()
  return [row.id, row.errorCode, row.errorMessage].some((text) => text.toLowerCase().includes(word))
}

/** What became of a request. */
export function outcomeOf({ status, errorCode }: RequestRow): Exclude<Outcome, 'all'> {
  if (status === CANCELLED) return 'cancelled'
  return status >= 400 || errorCode !== '' ? 'failed' : 'ok'
}
