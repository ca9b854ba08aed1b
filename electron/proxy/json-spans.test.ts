import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { firstItemOf, valuesOf } from './json-spans.ts'

const spaced = (value: unknown, space: number) => JSON.stringify(value, null, space)

describe('a value inside a JSON text', () => {
  it('is found as JSON.parse would find it', () => {
    const bodies = fc.dictionary(fc.string(), fc.jsonValue())
    fc.assert(
      fc.property(bodies, fc.jsonValue(), fc.nat(3), (others, wanted, space) => {
        // As JSON keeps it: no -0, no undefined.
        const body = JSON.parse(JSON.stringify({ ...others, wanted })) as { wanted: unknown }
        const found = valuesOf(spaced(body, space), ['wanted'])
        expect(JSON.parse(found?.wanted ?? '')).toEqual(body.wanted)
      }),
    )
  })

  it('is the first of a list, or itself', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.nat(3), (list, space) => {
        const items = JSON.parse(JSON.stringify(list)) as unknown[]
        const first = firstItemOf(spaced(items, space))
        expect(first === undefined ? undefined : JSON.parse(first)).toEqual(items[0])
      }),
    )
    expect(firstItemOf('{"a":1}')).toBe('{"a":1}')
  })

  it('is looked for in any text without an end that never comes', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'{}[]",:\\ a1') }), (text) => {
        valuesOf(text, ['a'])
        firstItemOf(text)
      }),
    )
    for (const text of ['', 'null', '{"cut', '{"a":', '{"a":1', '[1]']) {
      expect(valuesOf(text, ['a'])).toBeUndefined()
    }
  })
})
