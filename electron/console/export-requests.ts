/** Requests as a file: CSV for tables, JSON for programs. Pure. */
import type { RequestRow } from '../shared/contract/activity.ts'
import { csvLine } from '../shared/csv.ts'

export type ExportFormat = 'csv' | 'json'

const columns: readonly (readonly [string, (row: RequestRow) => string | number | undefined])[] = [
  ['id', (row) => row.id],
  ['time', (row) => new Date(row.startedAtMs).toISOString()],
  ['method', (row) => row.method],
  ['route', (row) => row.route],
  ['token', (row) => row.token],
  ['client', (row) => row.client],
  ['model asked', (row) => row.modelAsked],
  ['model', (row) => row.model],
  ['stream', (row) => (row.stream ? 'yes' : 'no')],
  ['status', (row) => row.status],
  ['error code', (row) => row.errorCode],
  ['error message', (row) => row.errorMessage],
  ['first byte ms', (row) => row.firstByteMs],
  ['total ms', (row) => row.totalMs],
  ['input tokens', (row) => row.tokens?.input],
  ['output tokens', (row) => row.tokens?.output],
  ['thinking tokens', (row) => row.tokens?.thinking],
  ['cached tokens', (row) => row.tokens?.cached],
  ['bytes in', (row) => row.bytesIn],
  ['bytes out', (row) => row.bytesOut],
  ['key', (row) => row.keyId],
  ['attempts', (row) => row.attemptCount],
  ['retries', (row) => row.retries],
]

/** A piece of the file; the pieces in their order are the file. CSV is that of RFC 4180. */
export function exportPiece(
  rows: readonly RequestRow[],
  format: ExportFormat,
  { isFirst, isLast }: { isFirst: boolean; isLast: boolean },
): string {
  if (format === 'csv') {
    const head = isFirst ? [columns.map(([name]) => name)] : []
    const lines = [...head, ...rows.map((row) => columns.map(([, of]) => of(row)))]
    return lines.map(csvLine).join('')
  }
  const items = rows.map((row) => JSON.stringify(row)).join(',\n')
  const gap = isFirst || items === '' ? '' : ',\n'
  return `${isFirst ? '[\n' : ''}${gap}${items}${isLast ? '\n]\n' : ''}`
}
