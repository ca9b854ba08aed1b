import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseExactJson } from './exact-json.ts'

describe('parseExactJson', () => {
  it.each([
    '{"id":12345678901234567890}',
    '{"list":[-9007199254740993,1.5,1e300,"9007199254740993"]}',
    '{"deep":{"er":[{"id":9007199254740993}]}}',
  ])('keeps every digit of %s', (text) => {
    expect(JSON.stringify(parseExactJson(text))).toBe(text.replace('1e300', '1e+300'))
  })

  it('gives a number that stands alone, and one that fits, as a number', () => {
    expect(parseExactJson('12345678901234567890')).toBe(Number('12345678901234567890'))
    expect(parseExactJson('{"id":9007199254740991}')).toEqual({ id: 9007199254740991 })
  })

  it('gives what JSON.parse gives, once long numbers are numbers again', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(JSON.parse(JSON.stringify(parseExactJson(text)))).toEqual(JSON.parse(text))
      }),
    )
  })

  it('refuses what is no JSON', () => {
    expect(() => parseExactJson('{"id":12345678901234567890')).toThrow(SyntaxError)
  })
})
