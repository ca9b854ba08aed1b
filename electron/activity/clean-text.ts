/** Takes secrets out of what clients and Google may have put into a record. Pure. */
import { recordedText } from '../shared/recorded-text.ts'

/** A text as it may be kept, of so many characters at most. */
export type CleanText = (text: string, longest: number) => string

/**
 * Texts without secrets. Clients choose models, paths and their own names, and people paste keys into
 * any of them.
 */
export function textCleaner(redact: (text: string) => string): CleanText {
  return (text, longest) => (text === '' ? '' : recordedText(text, redact).slice(0, longest))
}
