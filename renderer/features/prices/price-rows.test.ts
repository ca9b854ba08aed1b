import { describe, expect, it } from 'vitest'
import { edited, emptyRow, faultsOf, pricesOf, rowsOf, withoutOwn } from './price-rows.ts'

const own = { 'gemini-2.5-pro': { input: 1, output: 2, cached: 0.5 } }
const used = ['gemini-2.5-flash', 'gemini-9-flash', '']
const rows = rowsOf(own, used)
const [, listed, unknown] = rows

describe('the table of prices', () => {
  it('shows own prices first, then models that were used, with where each price is from', () => {
    expect(rows.map(({ name, origin, input }) => [name, origin, input])).toEqual([
      ['gemini-2.5-pro', 'own', 1],
      ['gemini-2.5-flash', 'list', 0.3],
      ['gemini-9-flash', 'unknown', ''],
    ])
  })

  it('keeps only what a person changed', () => {
    expect(pricesOf(rows)).toEqual(own)
    if (listed === undefined) return
    expect(pricesOf([edited(listed, { output: 9 })])).toEqual({
      'gemini-2.5-flash': { input: 0.3, output: 9, cached: 0.03 },
    })
  })

  it('says at each field what is wrong with it', () => {
    expect(faultsOf(rows)).toEqual(new Map())
    const empty = { ...emptyRow('new'), cached: '-' }
    const all = { name: 'name', input: 'price', output: 'price', cached: 'price' }
    expect(faultsOf([empty])).toEqual(new Map([['new', all]]))
    if (unknown === undefined) return
    const dear = edited(unknown, { input: 1, output: 10_001, cached: 0 })
    expect(faultsOf([dear]).get(unknown.id)).toEqual({ output: 'price' })
  })

  it('does not let a second row speak for the same models', () => {
    const again = edited(emptyRow('new'), {
      name: ' gemini-2.5-flash ',
      input: 1,
      output: 1,
      cached: 1,
    })
    expect(faultsOf([...rows, again])).toEqual(new Map([['new', { name: 'twice' }]]))
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
