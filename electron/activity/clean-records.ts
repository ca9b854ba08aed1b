/** Takes secrets out of what clients and Google may have put into a record. Pure. */
import { recordedText } from '../shared/recorded-text.ts'
import type { RequestRecord } from '../shared/request-record.ts'

/** Longest text of a client that is kept. */
const LONGEST_TEXT = 200
const LONGEST_MESSAGE = 1000

/**
 * Records whose texts hold no secret and are not long. Clients choose models, paths and their own
 * names, and people paste keys into any of them.
 */
export function cleanRecords(
  records: readonly RequestRecord[],
  redact: (text: string) => string,
): RequestRecord[] {
  // The same few texts come up again and again.
  const known = new Map<string, string>([['', '']])
  const clean = (text: string, longest = LONGEST_TEXT) => {
    let cleaned = known.get(text)
    if (cleaned === undefined)
      known.set(text, (cleaned = recordedText(text, redact).slice(0, longest)))
    return cleaned
  }
  return records.map((record) => ({
    ...record,
    method: clean(record.method),
    route: clean(record.route),
    token: clean(record.token),
    client: clean(record.client),
    modelAsked: clean(record.modelAsked),
    model: clean(record.model),
    errorCode: clean(record.errorCode),
    errorMessage: clean(record.errorMessage, LONGEST_MESSAGE),
  }))
}
