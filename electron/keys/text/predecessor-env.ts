/** The predecessor's `.env`. */
import { parse } from 'dotenv'
import { type PredecessorImport, readPredecessorValues } from './predecessor-values.ts'

/** Longest file that is read; a real one has a hundred lines. */
const MAX_LENGTH = 1_000_000

export type PredecessorEnv = PredecessorImport | { kind: 'too-long'; maxLength: number }

/** What the text of a predecessor's `.env` holds: keys, tokens and settings, by our names. */
export function readPredecessorEnv(text: string): PredecessorEnv {
  if (text.length > MAX_LENGTH) return { kind: 'too-long', maxLength: MAX_LENGTH }
  return readPredecessorValues(
    new Map(Object.entries(parse(text.replace(/^\uFEFF/, ''), { fast: true }))),
  )
}
