import type { RequestFilter } from '../../../electron/shared/contract/activity.ts'
import { call } from '../../queries.ts'

/** Requests that fit a filter as the text of a file, fetched piece by piece. Rejects with CallFailed. */
export async function exportRequests(
  filter: Omit<RequestFilter, 'after' | 'limit'>,
  format: 'csv' | 'json',
): Promise<string> {
  const pieces: string[] = []
  let after: string | undefined
  do {
    const input = { format, filter, ...(after !== undefined && { after }) }
    const { text, next } = await call('activity.export', input)
    pieces.push(text)
    after = next
  } while (after !== undefined)
  return pieces.join('')
}
