/** Taking keywords out of a cleaned schema that a model turned out to refuse. */
import { isObject } from '../../shared/is-object.ts'
import type { JsonSchema } from './json-schema.ts'

/** Keywords a schema still says what it said without, only less exactly. */
export const removableKeywords: ReadonlySet<string> = new Set(
  '$id $anchor format title description enum minItems maxItems minimum maximum additionalProperties propertyOrdering required'.split(
    ' ',
  ),
)

const mapValues = (value: unknown, change: (entry: unknown) => unknown): unknown =>
  isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, change(entry)]))
    : value

/**
 * The schema without these keywords, at every schema position; properties that are called like a
 * keyword stay. Takes what `cleanSchema` gives; the input is not changed.
 */
export function withoutKeywords(schema: unknown, keywords: ReadonlySet<string>): unknown {
  if (!isObject(schema)) return schema
  const visit = (value: unknown): unknown => withoutKeywords(value, keywords)
  const entries = Object.entries(schema).flatMap(([key, value]): [string, unknown][] => {
    if (keywords.has(key)) return []
    if (key === 'properties' || key === '$defs') return [[key, mapValues(value, visit)]]
    if (Array.isArray(value) && (key === 'anyOf' || key === 'prefixItems')) {
      return [[key, value.map(visit)]]
    }
    return [[key, key === 'items' || key === 'additionalProperties' ? visit(value) : value]]
  })
  return Object.fromEntries(entries) satisfies JsonSchema
}
