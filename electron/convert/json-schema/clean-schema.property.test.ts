import { isObject } from '../../shared/is-object.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { acceptedKeywords, cleanSchema } from './clean-schema.ts'

const awkwardName = fc.oneof(
  fc.constantFrom(
    'title',
    'type',
    'required',
    '$ref',
    'properties',
    'default',
    'enum',
    'allOf',
    '__proto__',
    'constructor',
    'not',
    'items',
  ),
  fc.string({ unit: 'grapheme', maxLength: 5 }),
)
const junk = fc.jsonValue({ maxDepth: 1 })
const words = fc.string({ maxLength: 4 })
const record = (value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.dictionary(awkwardName, value, { maxKeys: 2 })

const plainKeywords = {
  type: fc.oneof(
    fc.constantFrom('string', 'OBJECT', 'array', 'integer', 'bogus', ['string', 'null']),
    junk,
  ),
  title: fc.oneof(words, junk),
  description: words,
  enum: fc.array(fc.oneof(words, fc.integer(), fc.boolean(), fc.constant(null)), {
    maxLength: 3,
  }),
  const: junk,
  format: fc.constantFrom('date', 'uri', 'int32'),
  nullable: fc.boolean(),
  minimum: fc.integer(),
  exclusiveMinimum: fc.oneof(fc.integer(), fc.boolean()),
  pattern: words,
  default: junk,
  $schema: words,
  examples: junk,
  required: fc.oneof(fc.array(awkwardName, { maxLength: 4 }), fc.boolean()),
  propertyOrdering: fc.array(awkwardName, { maxLength: 3 }),
}

const { schema } = fc.letrec((tie) => {
  const node = tie('schema')
  const list = fc.array(node, { maxLength: 2 })
  return {
    schema: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      fc.record(plainKeywords, { requiredKeys: [] }),
      fc.record(
        {
          ...plainKeywords,
          properties: fc.oneof(
            { weight: 4, arbitrary: record(node) },
            { weight: 1, arbitrary: junk },
          ),
          items: fc.oneof(node, list, fc.boolean()),
          prefixItems: list,
          additionalProperties: fc.oneof(node, fc.boolean(), junk),
          patternProperties: record(node),
          anyOf: list,
          oneOf: list,
          allOf: list,
          not: node,
          if: node,
          then: node,
          else: node,
          dependentSchemas: record(node),
          $defs: record(node),
          definitions: record(node),
          $ref: fc.constantFrom(
            '#',
            '#/$defs/title',
            '#/definitions/type',
            '#/properties/title',
            '#/nope',
            'https://x.org/a',
          ),
        },
        { requiredKeys: [] },
      ),
      junk,
    ),
  }
})

/** Some of the schemas hold a hundred kilobytes. */
const numRuns = 60

/** Every schema inside a cleaned one, itself first. */
function everySchema(node: unknown): Record<string, unknown>[] {
  if (!isObject(node)) return []
  const maps = [node['properties'], node['$defs']].filter(isObject).flatMap(Object.values)
  const lists = [node['anyOf'], node['prefixItems']].filter(Array.isArray).flat()
  const inner = [...maps, ...lists, node['items'], node['additionalProperties']]
  return [node, ...inner.flatMap(everySchema)]
}

describe('whatever a client sends as a schema', () => {
  it('only accepted keywords are left, and every reference leads somewhere', () => {
    fc.assert(
      fc.property(schema, (given) => {
        const cleaned = cleanSchema(given)
        const nodes = everySchema(cleaned)
        const keywords = new Set(nodes.flatMap(Object.keys))
        expect([...keywords].filter((keyword) => !acceptedKeywords.has(keyword))).toEqual([])
        const definitions = isObject(cleaned['$defs']) ? cleaned['$defs'] : {}
        const dangling = nodes
          .flatMap((node) => (typeof node['$ref'] === 'string' ? [node['$ref']] : []))
          .filter((path) => !Object.hasOwn(definitions, path.replace('#/$defs/', '')))
        expect(dangling).toEqual([])
      }),
      { numRuns },
    )
  })

  it('cleaning twice changes nothing more', () => {
    fc.assert(
      fc.property(schema, (given) => {
        const once = cleanSchema(given)
        expect(cleanSchema(once)).toEqual(once)
      }),
      { numRuns },
    )
  })

  it('every property keeps its name, at every level', () => {
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        fc.record(plainKeywords, { requiredKeys: [] }),
        fc.record(
          { ...plainKeywords, type: fc.constant('object'), properties: record(tie('tree')) },
          { requiredKeys: ['type', 'properties'] },
        ),
      ),
    }))
    const namesOf = (node: unknown): unknown => {
      if (!isObject(node) || !isObject(node['properties'])) return null
      return Object.entries(node['properties']).map(([name, value]) => [name, namesOf(value)])
    }
    fc.assert(
      fc.property(record(tree), (properties) => {
        const given = { type: 'object', properties }
        expect(namesOf(cleanSchema(given))).toEqual(namesOf(given))
      }),
    )
  })
})
