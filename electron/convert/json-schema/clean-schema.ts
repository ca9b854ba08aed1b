/**
 * JSON Schemas as `parametersJsonSchema` and `responseJsonSchema` take them (conformance A4). Only
 * positions that hold a schema are walked: a property called `title` or `$ref` is data and stays.
 */
import { isObject } from '../../shared/is-object.ts'
import type { JsonSchema } from './json-schema.ts'
import { withDescribedKeywords } from './description.ts'
import { flattenSchema } from './flatten.ts'
import { SchemaReferences } from './references.ts'
import { loosenRecursion } from './recursion.ts'

/** Every keyword a cleaned schema may have at a schema position. */
export const acceptedKeywords: ReadonlySet<string> = new Set(
  '$id $defs $ref $anchor type format title description enum items prefixItems minItems maxItems minimum maximum anyOf properties additionalProperties required propertyOrdering'.split(
    ' ',
  ),
)

const typeNames = new Set(['string', 'number', 'integer', 'boolean', 'object', 'array', 'null'])
const acceptedFormats = new Set(['date-time', 'date', 'time'])
const stringKeywords = ['$id', '$anchor', 'title'] as const
const numberKeywords = ['minItems', 'maxItems', 'minimum', 'maximum'] as const
const schemaHolders = new Set(
  'properties items prefixItems additionalProperties $defs definitions anyOf oneOf allOf not if then else patternProperties'.split(
    ' ',
  ),
)
const deepest = 64

interface Walk {
  references: SchemaReferences
  depth: number
  /** Schemas with `allOf` that are being cleaned further up. */
  open: ReadonlySet<unknown>
}

type Entries = [string, unknown][]

function cleanTypes(schema: JsonSchema): string[] {
  const given = Array.isArray(schema['type']) ? schema['type'] : [schema['type']]
  const names = given.flatMap((name) => (typeof name === 'string' ? name.toLowerCase() : []))
  const known = [...new Set(names.filter((name) => typeNames.has(name)))]
  const isNullable = schema['nullable'] === true && known.length > 0 && !known.includes('null')
  return isNullable ? [...known, 'null'] : known
}

/** Strings and numbers; Google takes no other members, and no empty string. */
function cleanEnum(schema: JsonSchema, types: readonly string[]): (string | number)[] {
  const given = 'const' in schema ? [schema['const']] : schema['enum']
  if (!Array.isArray(given)) return []
  const members = given.filter(
    (member): member is string | number =>
      typeof member === 'number' || (typeof member === 'string' && member !== ''),
  )
  const areStrings = types.includes('string') && !types.some((type) => /number|integer/.test(type))
  return [...new Set(areStrings ? members.map(String) : members)]
}

function inferredType(schema: JsonSchema, members: readonly (string | number)[]): string[] {
  if (members.length > 0) {
    if (members.every((member) => typeof member === 'string')) return ['string']
    if (members.every((member) => Number.isInteger(member))) return ['integer']
    return members.every((member) => typeof member === 'number') ? ['number'] : []
  }
  if (typeof schema['const'] === 'boolean') return ['boolean']
  if (['properties', 'additionalProperties', 'patternProperties'].some((key) => key in schema)) {
    return ['object']
  }
  return 'items' in schema || 'prefixItems' in schema ? ['array'] : []
}

function scalarEntries(schema: JsonSchema): Entries {
  const { format, description } = schema
  return [
    ...stringKeywords.filter((key) => typeof schema[key] === 'string'),
    ...numberKeywords.filter((key) => typeof schema[key] === 'number'),
    ...(typeof format === 'string' && acceptedFormats.has(format) ? ['format'] : []),
    ...(typeof description === 'string' ? ['description'] : []),
  ].map((key) => [key, schema[key]])
}

function typeEntries(schema: JsonSchema): Entries {
  const declared = cleanTypes(schema)
  const members = cleanEnum(schema, declared)
  const types = declared.length > 0 ? declared : inferredType(schema, members)
  const entries: Entries = []
  if (types.length > 0) entries.push(['type', types.length === 1 ? types[0] : types])
  if (members.length > 0) entries.push(['enum', members])
  return entries
}

/** `properties` as an object; some servers send a list of schemas that carry their own name. */
function namedProperties(given: unknown): Entries {
  if (isObject(given)) return Object.entries(given)
  if (!Array.isArray(given)) return []
  return given.flatMap((entry): Entries => {
    if (!isObject(entry) || typeof entry['name'] !== 'string') return []
    const { name: _name, ...schema } = entry
    return [[entry['name'], schema]]
  })
}

function objectEntries(schema: JsonSchema, walk: Walk): Entries {
  const entries: Entries = []
  const properties = namedProperties(schema['properties'])
  const names = new Set(properties.map(([name]) => name))
  if ('properties' in schema) {
    const cleaned = properties.map(([name, value]) => [name, cleanNode(value, walk)] as const)
    entries.push(['properties', Object.fromEntries(cleaned)])
  }
  const marked = properties.flatMap(([name, value]) =>
    isObject(value) && value['required'] === true ? name : [],
  )
  const listed = Array.isArray(schema['required']) ? schema['required'] : []
  const required = [...new Set([...listed, ...marked])].filter((name) => names.has(name))
  if (required.length > 0) entries.push(['required', required])
  const ordering = schema['propertyOrdering']
  if (Array.isArray(ordering)) {
    entries.push(['propertyOrdering', ordering.filter((name) => names.has(name))])
  }
  const additional = additionalProperties(schema)
  if (additional !== undefined) {
    const isPlain = typeof additional === 'boolean'
    entries.push(['additionalProperties', isPlain ? additional : cleanNode(additional, walk)])
  }
  return entries
}

/** Google knows no patterns of names: one pattern becomes a map, several allow anything. */
function additionalProperties(schema: JsonSchema): unknown {
  const patterns = schema['patternProperties']
  if (isObject(patterns) && Object.keys(patterns).length > 0) {
    const [only, ...others] = Object.values(patterns)
    return others.length === 0 ? only : true
  }
  const given = schema['additionalProperties']
  return typeof given === 'boolean' || isObject(given) ? given : undefined
}

function arrayEntries(schema: JsonSchema, types: unknown, walk: Walk): Entries {
  const tuple = Array.isArray(schema['items']) ? schema['items'] : schema['prefixItems']
  const entries: Entries = []
  if (Array.isArray(tuple))
    entries.push(['prefixItems', tuple.map((item) => cleanNode(item, walk))])
  const isArray = types === 'array' || (Array.isArray(types) && types.includes('array'))
  if (isObject(schema['items'])) entries.push(['items', cleanNode(schema['items'], walk)])
  else if (isArray) entries.push(['items', {}])
  return entries
}

function unionEntries(schema: JsonSchema, walk: Walk): Entries {
  const given = [schema['anyOf'], schema['oneOf']].filter(Array.isArray).flat()
  const members = given.map((member) => cleanNode(member, walk))
  const nullable = schema['nullable'] === true && members.length > 0 ? [{ type: 'null' }] : []
  const saysNothing = members.every((member) => Object.keys(member).length === 0)
  return saysNothing ? [] : [['anyOf', [...members, ...nullable]]]
}

function definitionEntries(schema: JsonSchema, walk: Walk): Entries {
  const given = { ...asObject(schema['definitions']), ...asObject(schema['$defs']) }
  const cleaned = Object.entries(given).map(([name, value]) => [name, cleanNode(value, walk)])
  return cleaned.length === 0 ? [] : [['$defs', Object.fromEntries(cleaned)]]
}

const asObject = (value: unknown): Record<string, unknown> => (isObject(value) ? value : {})

/** One schema position. `true`, `false` and nonsense become `{}`, which allows anything. */
function cleanNode(node: unknown, parent: Walk): JsonSchema {
  if (!isObject(node) || parent.depth >= deepest) return {}
  // Merged in place, a schema that includes itself would have no end.
  if (parent.open.has(node)) return { type: 'object' }
  const open = Array.isArray(node['allOf']) ? new Set([...parent.open, node]) : parent.open
  const walk = { ...parent, depth: parent.depth + 1, open }
  const flat = flattenSchema(node, walk.references)
  const definitions = definitionEntries(flat, walk)
  if (typeof flat['$ref'] === 'string') {
    const reference = walk.references.rewrite(flat['$ref'])
    return Object.fromEntries([...(reference ? [['$ref', reference]] : []), ...definitions])
  }
  const schema = withDescribedKeywords(flat)
  const types = typeEntries(schema)
  return Object.fromEntries([
    ...types,
    ...scalarEntries(schema),
    ...objectEntries(schema, walk),
    ...arrayEntries(schema, types.find(([key]) => key === 'type')?.[1], walk),
    ...unionEntries(schema, walk),
    ...definitions,
  ])
}

/** A map of properties that stands where a schema should be. */
const isBarePropertyMap = (schema: JsonSchema): boolean =>
  Object.keys(schema).length > 0 &&
  Object.entries(schema).every(([key, value]) => isObject(value) && !schemaHolders.has(key))

/**
 * The schema with everything gone that Google refuses, and as much of its meaning kept as Google
 * can express. The root is an object unless it says otherwise. Idempotent; the input is not
 * changed; anything that is no schema gives `{type: 'object'}`.
 */
export function cleanSchema(given: unknown): JsonSchema {
  const source = asObject(given)
  const root = isBarePropertyMap(source) ? { type: 'object', properties: source } : source
  const references = new SchemaReferences(root)
  const walk: Walk = { references, depth: 0, open: new Set() }
  const cleaned = cleanNode(references.withoutRootReference(), walk)
  const hoisted = references.hoisted((schema) => cleanNode(schema, { ...walk, depth: 1 }))
  const definitions = { ...asObject(cleaned['$defs']), ...hoisted }
  const isTyped = ['type', 'anyOf', 'enum', '$ref'].some((key) => key in cleaned)
  return loosenRecursion({
    ...(isTyped ? {} : { type: 'object' }),
    ...cleaned,
    ...(Object.keys(definitions).length > 0 && { $defs: definitions }),
  })
}
