/** The list of requests: the newest first, each once, whether it came by event or by page (pure). */
import type { RequestRow } from '../../../electron/shared/contract/activity.ts'

/** What is kept on the screen; older ones are found by the filters. */
export const LONGEST = 10_000

/** Rows with further ones, without repeating any. */
export function joined(rows: readonly RequestRow[], more: readonly RequestRow[]): RequestRow[] {
  const byId = new Map([...rows, ...more].map((row) => [row.id, row]))
  return [...byId.values()].sort((a, b) => b.startedAtMs - a.startedAtMs).slice(0, LONGEST)
}

/** Requests as lines of a table, to be pasted where somebody asks what went wrong. */
export function asText(rows: readonly RequestRow[]): string {
  return rows
    .map((row) =>
      [
        new Date(row.startedAtMs).toISOString(),
        row.id,
        row.status,
        row.model,
        row.client,
        row.errorCode,
        row.errorMessage,
      ].join('\t'),
    )
    .join('\n')
}
