import { describe, expect, it } from 'vitest'
import { cleanSchema } from './clean-schema.ts'

/** Cleans one property's schema and gives back just that. */
const cleanProperty = (schema: unknown): unknown => {
  const cleaned = cleanSchema({ type: 'object', properties: { it: schema } })
  return (cleaned['properties'] as Record<string, unknown>)['it']
}

describe('keywords Google refuses become ones it takes', () => {
  it.each<[string, unknown, unknown]>([
    ['boolean schemas allow anything', true, {}],
    ['false too', false, {}],
    [
      'noise is dropped',
      {
        type: 'string',
        $schema: 'x',
        $comment: 'x',
        examples: [1],
        deprecated: true,
        readOnly: true,
        'x-order': 1,
        strict: true,
        '~standard': {},
      },
      { type: 'string' },
    ],
    ['const → enum', { const: 'a' }, { type: 'string', enum: ['a'] }],
    ['numeric const', { const: 3 }, { type: 'integer', enum: [3] }],
    ['boolean const', { const: true }, { type: 'boolean', description: '(always: true)' }],
    ['enum without type', { enum: ['a', 'b'] }, { type: 'string', enum: ['a', 'b'] }],
    ['numbers in enum', { enum: [1, 2.5] }, { type: 'number', enum: [1, 2.5] }],
    [
      'null, "" and booleans leave an enum',
      { type: ['string', 'null'], enum: ['a', '', null, true] },
      { type: ['string', 'null'], enum: ['a'] },
    ],
    ['boolean enum', { type: 'boolean', enum: [true] }, { type: 'boolean' }],
    [
      'numbers under type string',
      { type: 'string', enum: [1, 2] },
      { type: 'string', enum: ['1', '2'] },
    ],
    ['type arrays stay', { type: ['string', 'null'] }, { type: ['string', 'null'] }],
    ['upper case and unknown types', { type: ['STRING', 'any'] }, { type: 'string' }],
    ['nullable', { type: 'string', nullable: true }, { type: ['string', 'null'] }],
    [
      'nullable union',
      { nullable: true, anyOf: [{ type: 'string' }] },
      { anyOf: [{ type: 'string' }, { type: 'null' }] },
    ],
    [
      'oneOf → anyOf',
      { oneOf: [{ type: 'string' }, { type: 'null' }] },
      { anyOf: [{ type: 'string' }, { type: 'null' }] },
    ],
    [
      'unions that say nothing',
      { type: 'object', properties: { a: {} }, anyOf: [{ required: ['a'] }, { required: ['b'] }] },
      { type: 'object', properties: { a: {} } },
    ],
    [
      'bounds are told',
      { type: 'number', exclusiveMinimum: 0, multipleOf: 5, description: 'Size.' },
      { type: 'number', description: 'Size. (exclusiveMinimum: 0, multipleOf: 5)' },
    ],
    [
      'minimum stays',
      { type: 'number', minimum: 0, maximum: 9 },
      { type: 'number', minimum: 0, maximum: 9 },
    ],
    [
      'unknown format is told',
      { type: 'string', format: 'uri' },
      { type: 'string', description: '(format: uri)' },
    ],
    [
      'known format stays',
      { type: 'string', format: 'date-time' },
      { type: 'string', format: 'date-time' },
    ],
    ['array without items', { type: 'array' }, { type: 'array', items: {} }],
    [
      'nullable array without items',
      { type: ['array', 'null'] },
      { type: ['array', 'null'], items: {} },
    ],
    ['items true', { type: 'array', items: true }, { type: 'array', items: {} }],
    [
      'tuple of old drafts',
      { items: [{ type: 'string' }] },
      { type: 'array', prefixItems: [{ type: 'string' }], items: {} },
    ],
    [
      'additionalProperties stays',
      { type: 'object', additionalProperties: false },
      { type: 'object', additionalProperties: false },
    ],
    [
      'map',
      { additionalProperties: { type: 'number', multipleOf: 2 } },
      { type: 'object', additionalProperties: { type: 'number', description: '(multipleOf: 2)' } },
    ],
    [
      'one pattern is a map',
      { type: 'object', patternProperties: { '^x': { const: 1 } }, additionalProperties: false },
      { type: 'object', additionalProperties: { type: 'integer', enum: [1] } },
    ],
    [
      'two patterns allow anything',
      { type: 'object', patternProperties: { a: {}, b: {} } },
      { type: 'object', additionalProperties: true },
    ],
    [
      'required without property',
      { type: 'object', properties: { a: {} }, required: ['a', 'b', 'a', 5] },
      { type: 'object', properties: { a: {} }, required: ['a'] },
    ],
    [
      'boolean required',
      {
        properties: {
          a: { type: 'string', required: true },
          b: { type: 'string', required: false },
        },
        required: true,
      },
      {
        type: 'object',
        properties: { a: { type: 'string' }, b: { type: 'string' } },
        required: ['a'],
      },
    ],
    [
      'properties as a list',
      { properties: [{ name: 'a', type: 'string' }, 'junk'] },
      { type: 'object', properties: { a: { type: 'string' } } },
    ],
    ['not and if go', { type: 'string', not: { const: 'a' }, if: {} }, { type: 'string' }],
    [
      'then and else become optional',
      {
        properties: { a: {} },
        then: { properties: { b: { type: 'string' } }, required: ['b'] },
        else: { properties: { c: {} } },
      },
      { type: 'object', properties: { a: {}, b: { type: 'string' }, c: {} } },
    ],
    [
      'allOf is merged',
      {
        allOf: [
          { properties: { a: { type: 'string' } }, required: ['a'] },
          { properties: { b: {}, a: { description: 'A' } }, required: ['b'] },
        ],
      },
      {
        type: 'object',
        properties: { a: { type: 'string', description: 'A' }, b: {} },
        required: ['a', 'b'],
      },
    ],
    [
      'mistyped keywords',
      { type: 'string', title: 5, description: {}, minItems: '3', enum: 'x' },
      { type: 'string' },
    ],
  ])('%s', (_, schema, expected) => {
    expect(cleanProperty(schema)).toEqual(expected)
  })
})

describe('the root is always a schema', () => {
  it.each([undefined, null, true, 'text', [], {}])('%j becomes an object schema', (schema) => {
    expect(cleanSchema(schema)).toEqual({ type: 'object' })
  })

  it.each<[string, unknown, unknown]>([
    [
      'array root',
      { type: 'array', items: { type: 'string' } },
      { type: 'array', items: { type: 'string' } },
    ],
    ['union root', { oneOf: [{ type: 'string' }] }, { anyOf: [{ type: 'string' }] }],
    [
      'bare property map',
      { city: { type: 'string' }, title: { type: 'string' } },
      { type: 'object', properties: { city: { type: 'string' }, title: { type: 'string' } } },
    ],
    ['properties alone', { properties: {} }, { type: 'object', properties: {} }],
  ])('%s', (_, schema, expected) => {
    expect(cleanSchema(schema)).toEqual(expected)
  })

  it('keeps properties that are named like keywords', () => {
    const names = [
      'title',
      'format',
      'default',
      'const',
      'properties',
      'type',
      'required',
      '$ref',
      'items',
      'allOf',
      '__proto__',
      'constructor',
    ]
    const properties = Object.fromEntries(names.map((name) => [name, { type: 'string' }]))
    const schema = { type: 'object', properties, required: names }
    expect(cleanSchema(schema)).toEqual(schema)
  })

  it('leaves the schema it was given unchanged', () => {
    const schema = {
      allOf: [{ properties: { a: { const: 1 } } }],
      definitions: { D: { const: 1 } },
    }
    const before = structuredClone(schema)
    cleanSchema(schema)
    expect(schema).toEqual(before)
  })

  it('survives nesting no person would write', () => {
    let schema: unknown = { type: 'string' }
    for (let depth = 0; depth < 2000; depth += 1) schema = { type: 'array', items: schema }
    expect(cleanSchema(schema)).toMatchObject({ type: 'array' })
  })
})

describe('a schema that includes itself has an end', () => {
  const letters = 'abcdefghij'.split('')

  it.each<[string, unknown]>([
    ['by one way', { properties: { a: { allOf: [{ $ref: '#' }, { title: 't' }] } } }],
    [
      'by several ways',
      {
        $defs: Object.fromEntries(
          letters.map((name) => [
            name,
            {
              allOf: letters.map((other) => ({ $ref: `#/$defs/${other}` })),
              properties: Object.fromEntries(
                letters.map((other) => [
                  other,
                  { allOf: [{ $ref: `#/$defs/${name}` }, { $ref: `#/$defs/${other}` }] },
                ]),
              ),
            },
          ]),
        ),
      },
    ],
  ])('%s', (_, schema) => {
    const cleaned = cleanSchema(schema)
    expect(cleanSchema(cleaned)).toEqual(cleaned)
    expect(JSON.stringify(cleaned).length).toBeLessThan(1_000_000)
  })

  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['one that is itself', { a: { $ref: '#/$defs/a' } }, { a: {} }],
    [
      'two that are each other',
      { a: { $ref: '#/$defs/b' }, b: { $ref: '#/$defs/a' } },
      { a: {}, b: { $ref: '#/$defs/a' } },
    ],
    [
      'one of whose kinds is itself',
      { a: { anyOf: [{ type: 'string' }, { $ref: '#/$defs/a' }] } },
      { a: { anyOf: [{ type: 'string' }] } },
    ],
    [
      'one of whose kinds leads back over another',
      {
        a: { anyOf: [{ type: 'string' }, { $ref: '#/$defs/b' }] },
        b: { anyOf: [{ $ref: '#/$defs/a' }, { type: 'number' }] },
      },
      {
        a: { anyOf: [{ type: 'string' }] },
        b: { anyOf: [{ $ref: '#/$defs/a' }, { type: 'number' }] },
      },
    ],
  ])('where a definition amounts to itself: %s', (_, $defs, expected) => {
    const properties = { x: { $ref: '#/$defs/a' } }
    expect(cleanSchema({ properties, $defs })).toEqual({
      type: 'object',
      properties,
      $defs: expected,
    })
  })

  it('at once, where it is merged in place: it is not copied into itself', () => {
    const again = (title: string) => ({ allOf: [{ $ref: '#/$defs/node' }, { title }] })
    const node = { properties: { left: again('l'), right: again('r') } }
    const cleaned = cleanSchema({ $defs: { node }, properties: { tree: again('t') } })
    expect(JSON.stringify(cleaned).length).toBeLessThan(2000)
    expect(cleaned).toMatchObject({ properties: { tree: { properties: { left: {}, right: {} } } } })
  })
})

describe('references keep leading where they led', () => {
  const reference = { $ref: '#/$defs/Node' }
  const node = { type: 'object', properties: { next: reference } }

  it.each<[string, unknown, unknown]>([
    [
      'definitions → $defs',
      {
        properties: { a: { $ref: '#/definitions/Node' } },
        definitions: {
          Node: { type: 'object', properties: { next: { $ref: '#/definitions/Node' } } },
        },
      },
      { type: 'object', properties: { a: reference }, $defs: { Node: node } },
    ],
    [
      'siblings of a reference go',
      { properties: { a: { ...reference, description: 'x' } }, $defs: { Node: node } },
      { type: 'object', properties: { a: reference }, $defs: { Node: node } },
    ],
    [
      'a root that is a reference',
      { ...reference, $defs: { Node: node } },
      { ...node, $defs: { Node: node } },
    ],
    [
      'allOf with one reference',
      { properties: { a: { allOf: [reference], description: 'x' } }, $defs: { Node: node } },
      { type: 'object', properties: { a: reference }, $defs: { Node: node } },
    ],
    [
      'allOf with more is looked up',
      {
        properties: { a: { type: 'object', allOf: [reference, { properties: { b: {} } }] } },
        $defs: { Node: node },
      },
      {
        type: 'object',
        properties: { a: { type: 'object', properties: { next: reference, b: {} } } },
        $defs: { Node: node },
      },
    ],
    [
      'dangling',
      { properties: { a: { $ref: '#/$defs/Nope' } } },
      { type: 'object', properties: { a: {} } },
    ],
    [
      'another document',
      { properties: { a: { $ref: 'https://x.org/s.json' } } },
      { type: 'object', properties: { a: {} } },
    ],
    [
      'any place in the document',
      { properties: { a: { type: 'string' }, b: { $ref: '#/properties/a' } } },
      {
        type: 'object',
        properties: { a: { type: 'string' }, b: { $ref: '#/$defs/properties_a' } },
        $defs: { properties_a: { type: 'string' } },
      },
    ],
    [
      'a place whose name is taken',
      {
        properties: { a: { type: 'string' }, b: { $ref: '#/properties/a' } },
        $defs: { properties_a: { type: 'number' } },
      },
      {
        type: 'object',
        properties: { a: { type: 'string' }, b: { $ref: '#/$defs/properties_a_2' } },
        $defs: { properties_a: { type: 'number' }, properties_a_2: { type: 'string' } },
      },
    ],
    [
      'the document itself',
      { properties: { next: { $ref: '#' } } },
      {
        type: 'object',
        properties: { next: { $ref: '#/$defs/root' } },
        $defs: { root: { type: 'object', properties: { next: { $ref: '#/$defs/root' } } } },
      },
    ],
    ['a reference to itself', { $ref: '#' }, { type: 'object' }],
    [
      'allOf that contains itself',
      { allOf: [{ $ref: '#' }, { properties: { a: {} } }] },
      { type: 'object', properties: { a: {} } },
    ],
  ])('%s', (_, schema, expected) => {
    expect(cleanSchema(schema)).toEqual(expected)
  })

  it('asks for no property that leads back to its own definition', () => {
    const required = ['value', 'left', 'right', 'owner']
    const tree = {
      type: 'object',
      properties: {
        value: { type: 'string' },
        left: { anyOf: [{ $ref: '#/$defs/Tree' }, { type: 'null' }] },
        right: { type: 'array', items: { $ref: '#/$defs/Branch' } },
        owner: { $ref: '#/$defs/Person' },
      },
      required,
    }
    const branch = {
      type: 'object',
      properties: { tree: { $ref: '#/$defs/Tree' } },
      required: ['tree'],
    }
    const person = { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] }
    const $defs = { Tree: tree, Branch: branch, Person: person }
    const properties = { tree: { $ref: '#/$defs/Tree' } }
    expect(cleanSchema({ properties, required: ['tree'], $defs })).toEqual({
      type: 'object',
      properties,
      required: ['tree'],
      $defs: {
        Tree: { ...tree, required: ['value', 'owner'] },
        Branch: { type: 'object', properties: branch.properties },
        Person: person,
      },
    })
  })
})
