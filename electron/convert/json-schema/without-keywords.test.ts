import { expect, it } from 'vitest'
import { withoutKeywords } from './without-keywords.ts'

it('takes a keyword out of every schema and leaves properties of that name', () => {
  const schema = {
    type: 'object',
    title: 'root',
    properties: {
      title: { type: 'string', title: 'inner' },
      list: { type: 'array', items: { title: 'x', type: 'string' } },
      either: { anyOf: [{ title: 'a', type: 'string' }, { type: 'null' }] },
      pair: { prefixItems: [{ title: 'p' }] },
      map: { additionalProperties: { title: 'v', type: 'number' } },
      open: { additionalProperties: true },
    },
    required: ['title'],
    $defs: { title: { title: 'definition', type: 'string' } },
  }
  const before = structuredClone(schema)
  expect(withoutKeywords(schema, new Set(['title']))).toEqual({
    type: 'object',
    properties: {
      title: { type: 'string' },
      list: { type: 'array', items: { type: 'string' } },
      either: { anyOf: [{ type: 'string' }, { type: 'null' }] },
      pair: { prefixItems: [{}] },
      map: { additionalProperties: { type: 'number' } },
      open: { additionalProperties: true },
    },
    required: ['title'],
    $defs: { title: { type: 'string' } },
  })
  expect(schema).toEqual(before)
})
