import { describe, expect, it } from 'vitest'
import { edited, emptyRow, pricesOf, rowsOf, withoutOwn } from './price-rows.ts'

const own = { 'gemini-2.5-pro': { input: 1, output: 2, cached: 0.5 } }
const used = ['gemini-2.5-flash', 'gemini-9-flash', '']
const rows = rowsOf(own, used)
const [mine, listed, unknown] = rows

describe('the table of prices', () => {
  it('shows own prices first, then models that were used, with where each price is from', () => {
    expect(rows.map(({ name, origin, input }) => [name, origin, input])).toEqual([
      ['gemini-2.5-pro', 'own', 1],
      ['gemini-2.5-flash', 'list', 0.3],
      ['gemini-9-flash', 'unknown', ''],
    ])
  })

  it('keeps only what a person changed', () => {
    expect(pricesOf(rows)).toEqual({ prices: own })
    if (listed === undefined) return
    expect(pricesOf([edited(listed, { output: 9 })])).toEqual({
      prices: { 'gemini-2.5-flash': { input: 0.3, output: 9, cached: 0.03 } },
    })
  })

  it('says what is wrong with a row', () => {
    expect(pricesOf([emptyRow('new')])).toEqual({ wrong: 'needsName' })
    if (unknown === undefined || mine === undefined) return
    expect(pricesOf([edited(unknown, { input: 1 })])).toEqual({ wrong: 'invalid' })
    expect(pricesOf([edited(unknown, { input: 1, output: 10_001, cached: 0 })])).toEqual({
      wrong: 'invalid',
    })
    expect(pricesOf([mine, { ...mine, id: 'again' }])).toEqual({ wrong: 'needsName' })
  })

  it('goes back to the list price of a model in use, and drops any other', () => {
    const changed = rowsOf({ 'gemini-2.5-flash': { input: 7, output: 7, cached: 7 } }, used)
    expect(withoutOwn(changed, 'gemini-2.5-flash', used)[0]).toMatchObject({
      origin: 'list',
      input: 0.3,
    })
    expect(withoutOwn(rows, 'gemini-2.5-pro', used)).toHaveLength(2)
  })
})
