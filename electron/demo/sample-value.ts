/** Values that fit a schema, filled with what the prompt talks about. */
import { isJsonObject, type JsonObject } from './google-json.ts'

/** What strings and numbers are taken from, in turn; each list starts over at its end. */
interface Inspiration {
  texts: readonly string[]
  numbers: readonly number[]
}

const deepest = 4

/**
 * A value for a JSON Schema or for Google's own dialect with upper-case types. Objects get their
 * required members, or all when none is required; local `$ref`s are followed.
 */
export function sampleValue(schema: unknown, inspiration: Inspiration): unknown {
  const texts = cycle(inspiration.texts, 'demo')
  const numbers = cycle(inspiration.numbers, 1)

  const visit = (node: unknown, depth: number): unknown => {
    const rule = resolve(node, schema)
    if (Array.isArray(rule['enum'])) return rule['enum'][0]
    if (rule['const'] !== undefined) return rule['const']
    const branches = rule['anyOf'] ?? rule['oneOf']
    if (Array.isArray(branches)) {
      return visit(branches.find((branch) => typeOf(branch) !== 'null') ?? branches[0], depth)
    }
    if (Array.isArray(rule['allOf'])) {
      return Object.assign({}, ...rule['allOf'].map((branch) => visit(branch, depth))) as unknown
    }
    switch (typeOf(rule)) {
      case 'object':
        return sampleObject(rule, (member) => visit(member, depth + 1))
      case 'array':
        return sampleArray(rule, depth, inspiration, (item) => visit(item, depth + 1))
      case 'integer':
        return clamp(Math.round(numbers()), rule)
      case 'number':
        return clamp(numbers(), rule)
      case 'boolean':
        return true
      case 'null':
        return null
      default:
        return sampleString(rule, texts)
    }
  }
  return visit(schema, 0)
}

/** Names of the members an object schema gets a value for. */
export function sampledMembers(schema: unknown): string[] {
  if (!isJsonObject(schema)) return []
  const properties = isJsonObject(schema['properties']) ? schema['properties'] : {}
  const required = Array.isArray(schema['required']) ? schema['required'] : []
  const named = Object.keys(properties).filter((name) => required.includes(name))
  return named.length > 0 ? named : Object.keys(properties)
}

/** True when the schema asks for a string that may be anything. */
export function isFreeString(schema: unknown): boolean {
  return isJsonObject(schema) && typeOf(schema) === 'string' && !Array.isArray(schema['enum'])
}

function sampleObject(rule: JsonObject, visit: (member: unknown) => unknown): JsonObject {
  const properties = isJsonObject(rule['properties']) ? rule['properties'] : {}
  return Object.fromEntries(sampledMembers(rule).map((name) => [name, visit(properties[name])]))
}

function sampleArray(
  rule: JsonObject,
  depth: number,
  { texts }: Inspiration,
  visit: (item: unknown) => unknown,
): unknown[] {
  if (Array.isArray(rule['prefixItems'])) return rule['prefixItems'].map(visit)
  const least = Number(rule['minItems'] ?? 0)
  if (depth >= deepest) return Array.from({ length: least }, () => visit(rule['items']))
  const most = Number(rule['maxItems'] ?? Infinity)
  const wanted = isFreeString(rule['items']) ? texts.length : 1
  const length = Math.min(Math.max(1, least, wanted), most)
  return Array.from({ length }, () => visit(rule['items']))
}

function sampleString(rule: JsonObject, nextText: () => string): string {
  if (rule['format'] === 'date-time') return '2026-01-01T00:00:00Z'
  if (rule['format'] === 'date') return '2026-01-01'
  if (rule['format'] === 'time') return '00:00:00Z'
  const text = nextText()
  const most = Number(rule['maxLength'] ?? Infinity)
  return text.padEnd(Number(rule['minLength'] ?? 0), '.').slice(0, most)
}

function clamp(value: number, rule: JsonObject): number {
  return Math.min(
    Math.max(value, Number(rule['minimum'] ?? -Infinity)),
    Number(rule['maximum'] ?? Infinity),
  )
}

/** The type in lower case; inferred where the schema leaves it out, null members set aside. */
function typeOf(schema: unknown): string {
  if (!isJsonObject(schema)) return 'string'
  const types = [schema['type']].flat().filter((type) => typeof type === 'string')
  const type = types.find((name) => name.toLowerCase() !== 'null') ?? types[0]
  if (type !== undefined) return type.toLowerCase()
  if (schema['properties'] !== undefined) return 'object'
  return schema['items'] === undefined ? 'string' : 'array'
}

/** Follows `#/$defs/name` and `#` within the document; an unknown target is an empty schema. */
function resolve(node: unknown, root: unknown): JsonObject {
  let current = node
  for (let hops = 0; hops < 10; hops += 1) {
    if (!isJsonObject(current)) return {}
    const reference = current['$ref']
    if (typeof reference !== 'string') return current
    const path = reference.replace(/^#\/?/, '').split('/').filter(Boolean)
    current = path.reduce<unknown>(
      (at, name) => (isJsonObject(at) ? at[name.replaceAll('~1', '/').replaceAll('~0', '~')] : {}),
      root,
    )
  }
  return {}
}

function cycle<T>(items: readonly T[], fallback: T): () => T {
  let at = 0
  return () => items[at++ % items.length] ?? fallback
}
