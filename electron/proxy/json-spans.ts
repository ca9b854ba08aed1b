/** Finds values in a JSON text without parsing it: a look at a body that is passed on as it came. */

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const COLON = 0x3a

/**
 * The texts of the members of these names of the outermost object, as they stand there; undefined
 * when the text is no whole object. What it makes of invalid JSON is undefined behaviour, but ends.
 */
export function valuesOf<Name extends string>(
  json: string,
  names: readonly Name[],
): Partial<Record<Name, string>> | undefined {
  const found: Partial<Record<Name, string>> = {}
  let at = afterSpace(json, 0)
  if (json[at] !== '{') return undefined
  for (;;) {
    at = afterSpace(json, at + 1)
    if (json[at] === '}') return found
    const nameEnd = endOfValue(json, at)
    const colon = afterSpace(json, nameEnd)
    if (nameEnd === -1 || json.charCodeAt(colon) !== COLON) return undefined
    const from = afterSpace(json, colon + 1)
    const end = endOfValue(json, from)
    if (end === -1) return undefined
    const name = names.find((one) => json.startsWith(`"${one}"`, at))
    if (name !== undefined) found[name] = json.slice(from, end)
    at = afterSpace(json, end)
    if (json[at] !== '}' && json.charCodeAt(at) !== COMMA) return undefined
    if (json[at] === '}') return found
  }
}

/** The text of the first item of an array, undefined where there is none; another value itself. */
export function firstItemOf(value: string): string | undefined {
  if (!value.startsWith('[')) return value
  const from = afterSpace(value, 1)
  const end = value[from] === ']' ? -1 : endOfValue(value, from)
  return end === -1 ? undefined : value.slice(from, end)
}

function afterSpace(json: string, from: number): number {
  let at = from
  while (json.charCodeAt(at) <= 0x20) at += 1
  return at
}

/** Behind the value that begins there; -1 when it is cut. */
function endOfValue(json: string, from: number): number {
  let depth = 0
  for (let at = from; at < json.length; at += 1) {
    const unit = json.charCodeAt(at)
    if (unit === QUOTE) {
      at = endOfString(json, at)
      if (at === -1) return -1
      if (depth === 0) return at + 1
    } else if (unit === 0x7b || unit === 0x5b) {
      depth += 1
    } else if (unit === 0x7d || unit === 0x5d) {
      if (depth === 0) return at
      depth -= 1
      if (depth === 0) return at + 1
    } else if (depth === 0 && (unit === COMMA || unit === COLON || unit <= 0x20)) {
      return at
    }
  }
  return -1
}

/** Where the quote stands that closes the string which opens there; -1 when none does. */
function endOfString(json: string, open: number): number {
  for (let at = json.indexOf('"', open + 1); at !== -1; at = json.indexOf('"', at + 1)) {
    let escapes = 0
    while (json.charCodeAt(at - 1 - escapes) === BACKSLASH) escapes += 1
    if (escapes % 2 === 0) return at
  }
  return -1
}
