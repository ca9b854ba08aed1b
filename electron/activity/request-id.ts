/** What the id of a request tells: `req_`, the time in twelve hexadecimal digits, and twelve by chance. */

const shape = /^req_([\da-f]{12})[\da-f]{12}$/
/** Between an id and the first look at the clock lies next to nothing, but the clock may be set. */
const BEFORE_MS = 1000
const AFTER_MS = 5000

/** When the request with this id began, at the earliest and latest; any time for another kind of id. */
export function timeOfId(id: string): { fromMs: number; toMs: number } {
  const [, digits] = shape.exec(id) ?? []
  if (digits === undefined) return { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER }
  const atMs = Number.parseInt(digits, 16)
  return { fromMs: atMs - BEFORE_MS, toMs: atMs + AFTER_MS }
}
