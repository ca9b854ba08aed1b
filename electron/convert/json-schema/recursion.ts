/** Google unrolls recursion only through properties that may be left out (conformance A4). */
import { isObject } from '../../shared/is-object.ts'
import type { JsonSchema } from './json-schema.ts'

const definitionName = (reference: unknown): string | undefined =>
  typeof reference === 'string' ? /^#\/\$defs\/([^/]+)$/.exec(reference)?.[1] : undefined

/** Every schema directly inside a cleaned one, definitions aside. */
function subschemas(schema: JsonSchema): JsonSchema[] {
  const lists = [schema['prefixItems'], schema['anyOf']].filter(Array.isArray).flat()
  const properties = isObject(schema['properties']) ? Object.values(schema['properties']) : []
  return [...lists, ...properties, schema['items'], schema['additionalProperties']].filter(isObject)
}

const namesIn = (schema: JsonSchema): string[] => {
  const own = definitionName(schema['$ref'])
  return [...(own === undefined ? [] : [own]), ...subschemas(schema).flatMap(namesIn)]
}

type Reach = ReadonlyMap<string, ReadonlySet<string>>

/** For each definition, all definitions that can be reached from it. */
function reachOf(definitions: Record<string, unknown>): Reach {
  const direct = new Map(
    Object.entries(definitions).map(([name, schema]) => [
      name,
      isObject(schema) ? namesIn(schema) : [],
    ]),
  )
  const reachFrom = (start: string): Set<string> => {
    const reached = new Set(direct.get(start))
    for (const name of reached) for (const next of direct.get(name) ?? []) reached.add(next)
    return reached
  }
  return new Map([...direct.keys()].map((name) => [name, reachFrom(name)]))
}

/** Definitions that a schema amounts to, or may: by its reference or as a member of its union. */
const aliasesIn = (schema: unknown): string[] => {
  if (!isObject(schema)) return []
  const own = definitionName(schema['$ref'])
  const members = Array.isArray(schema['anyOf']) ? schema['anyOf'] : []
  return [...(own === undefined ? [] : [own]), ...members.flatMap(aliasesIn)]
}

/**
 * The definitions, none of which amounts to itself: such a reference has no end and says nothing, so
 * it goes. Each is looked at as those before it have become, so a circle is opened in one place.
 */
function withoutCircles(given: Record<string, unknown>): Record<string, unknown> {
  const definitions = new Map(Object.entries(given))
  for (const [home, schema] of definitions) {
    const leadsHome = (start: unknown): boolean => {
      const reached = new Set(aliasesIn(start))
      for (const name of reached) {
        for (const next of aliasesIn(definitions.get(name))) reached.add(next)
      }
      return reached.has(home)
    }
    if (leadsHome(schema)) definitions.set(home, withoutAliases(schema, leadsHome))
  }
  return Object.fromEntries(definitions)
}

function withoutAliases(schema: unknown, leadsHome: (schema: unknown) => boolean): unknown {
  if (!isObject(schema) || !leadsHome(schema)) return schema
  const { $ref: _, anyOf, ...rest } = schema
  if (!Array.isArray(anyOf)) return rest
  const members = anyOf
    .map((member) => withoutAliases(member, leadsHome))
    .filter((member) => isObject(member) && Object.keys(member).length > 0)
  return members.length > 0 ? { ...rest, anyOf: members } : rest
}

/** The same schema, where a property that leads back to the definition `home` is not required. */
function withOptionalLoops(schema: JsonSchema, home: string, reach: Reach): JsonSchema {
  const loops = (value: unknown): boolean =>
    isObject(value) && namesIn(value).some((name) => name === home || reach.get(name)?.has(home))
  const visit = (value: unknown): unknown =>
    isObject(value) ? withOptionalLoops(value, home, reach) : value
  const result: JsonSchema = { ...schema }
  if (isObject(schema['properties'])) {
    const properties = schema['properties']
    const entries = Object.entries(properties).map(([name, value]) => [name, visit(value)] as const)
    result['properties'] = Object.fromEntries(entries)
    const listed = Array.isArray(schema['required']) ? schema['required'] : []
    const required = listed.filter((name: string) => !loops(properties[name]))
    if (required.length > 0) result['required'] = required
    else delete result['required']
  }
  for (const key of ['items', 'additionalProperties']) {
    if (isObject(schema[key])) result[key] = visit(schema[key])
  }
  for (const key of ['anyOf', 'prefixItems']) {
    if (Array.isArray(schema[key])) result[key] = schema[key].map(visit)
  }
  return result
}

/** A cleaned root schema whose recursive definitions recur through optional properties only. */
export function loosenRecursion(root: JsonSchema): JsonSchema {
  if (!isObject(root['$defs'])) return root
  const definitions = withoutCircles(root['$defs'])
  const reach = reachOf(definitions)
  const loosened = Object.entries(definitions).map(([name, schema]) => [
    name,
    isObject(schema) && reach.get(name)?.has(name)
      ? withOptionalLoops(schema, name, reach)
      : schema,
  ])
  return { ...root, $defs: Object.fromEntries(loosened) }
}
