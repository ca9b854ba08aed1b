/** How a refused value is shown back to the person who gave it. */
import { createRedactor } from './redact.ts'

const LONGEST = 60
const shapes = createRedactor()

/**
 * The value as JSON on one line, at most about 60 characters, with anything of the shape of a key
 * or of a URL's credentials blotted out: a key pasted into the wrong place must not reach a log.
 */
export function quoted(value: unknown): string {
  const text = shapes.redact(JSON.stringify(value) ?? String(value))
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
}
