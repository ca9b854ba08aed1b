import { describe, expect, it } from 'vitest'
import { costOf, priceOf } from './prices.ts'

describe('the price of a model', () => {
  it('is that of its closest kin', () => {
    expect(priceOf('gemini-2.5-flash-lite-preview-09')?.output).toBe(0.4)
    expect(priceOf('gemini-2.5-flash')?.output).toBe(2.5)
    expect(priceOf('gemini-3.8-flash-preview')).toEqual(priceOf('gemini-3.8-flash'))
  })

  it.each(['veo-9', 'gemini-5-flash'])('is unknown rather than guessed for %s', (model) =>
    expect(priceOf(model)).toBeUndefined(),
  )

  it('is what the person says it is', () => {
    const own = { 'gemini-3': { input: 1, output: 2, cached: 3 } }
    expect(priceOf('gemini-3-flash', own)).toEqual(own['gemini-3'])
  })
})

describe('the cost of tokens', () => {
  it('counts thoughts as output and cached input at its own price', () => {
    const price = { input: 2, output: 10, cached: 0.5 }
    const tokens = { input: 1_000_000, output: 300_000, thinking: 200_000, cached: 400_000 }
    expect(costOf(tokens, price)).toBeCloseTo(0.6 * 2 + 0.4 * 0.5 + 0.5 * 10)
  })
})
