/** Takes secrets out of what clients and Google may have put into a record. Pure. */
import { recordedText } from '../shared/recorded-text.ts'
import type { RequestRecord } from '../shared/request-record.ts'

/** Longest text of a client that is kept. */
const LONGEST_TEXT = 200
const LONGEST_MESSAGE = 1000

/** Fields that hold a text of a client or of Google. */
const texts = [
  'method',
  'route',
  'token',
  'client',
  'modelAsked',
  'model',
  'errorCode',
] as const satisfies (keyof RequestRecord)[]

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
  const isClean = (record: RequestRecord) =>
    texts.every((field) => clean(record[field]) === record[field]) &&
    clean(record.errorMessage, LONGEST_MESSAGE) === record.errorMessage
  return records.map((record) => {
    // As nearly all are.
    if (isClean(record)) return record
    const cleaned = { ...record, errorMessage: clean(record.errorMessage, LONGEST_MESSAGE) }
    for (const field of texts) cleaned[field] = clean(record[field])
    return cleaned
  })
}
