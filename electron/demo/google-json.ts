/** How Google's front end reads and writes JSON. */

export type JsonObject = { [key: string]: unknown }

/** True for a JSON object: neither null nor an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Members whose content belongs to the caller, so that its names are not Google's to rewrite. */
const opaqueMembers = new Set([
  'args',
  'response',
  'parameters',
  'parametersJsonSchema',
  'responseSchema',
  'responseJsonSchema',
])

/** `function_call` → `functionCall`; a name already in camelCase comes back unchanged. */
export function camelCase(name: string): string {
  return name.replace(/(?<=[a-z0-9])_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}

/** `functionCall` → `function_call`, as Google spells fields in its errors. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

/**
 * The same value with its names in camelCase, because Google takes both spellings (conformance D1).
 * Arguments, results and schemas stay as they came.
 */
export function camelCased(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelCased)
  if (!isJsonObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      const camel = camelCase(name)
      return [camel, opaqueMembers.has(camel) ? member : camelCased(member)]
    }),
  )
}

/** JSON as Google indents it in a whole body: two spaces and a final line end. */
export function prettyJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

/**
 * JSON on one line with Google's spacing, `{"a": 1,"b": [2]}`. It differs from JSON.stringify on
 * purpose: a proxy which promises to hand bytes through shows up when it serialises again.
 */
export function lineJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(lineJson).join(',')}]`
  if (!isJsonObject(value)) return JSON.stringify(value)
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([name, member]) => `${JSON.stringify(name)}: ${lineJson(member)}`)
  return `{${members.join(',')}}`
}
