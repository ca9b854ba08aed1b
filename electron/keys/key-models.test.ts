import { describe, expect, it } from 'vitest'
import { createKeyModels } from './key-models.ts'

const HOUR_MS = 60 * 60_000

describe('the models of keys', () => {
  it('a key lacks a model that another key lists, for twelve hours', () => {
    const models = createKeyModels()
    models.learn('a', ['flash'], 0)
    models.learn('b', ['preview', 'flash'], 0)
    expect(models.lacksUntilMs('a', 'preview', HOUR_MS)).toBe(12 * HOUR_MS)
    expect(models.lacksUntilMs('a', 'preview', 12 * HOUR_MS)).toBeUndefined()
    expect(models.lacksUntilMs('b', 'preview', 0)).toBeUndefined()
    expect(models.lacksUntilMs('unknown', 'preview', 0)).toBeUndefined()
  })

  it('a model nobody lists may still be served to anybody', () => {
    const models = createKeyModels()
    models.learn('a', ['flash'], 0)
    models.learn('b', ['flash', 'pro'], 0)
    expect(models.lacksUntilMs('a', 'retired-alias', 0)).toBeUndefined()
    expect(models.isListedElsewhere('a', 'retired-alias')).toBe(false)
  })

  it('what a key lists itself is no reason to try another', () => {
    const models = createKeyModels()
    models.learn('a', ['flash'], 0)
    models.learn('b', ['flash'], 0)
    expect(models.isListedElsewhere('a', 'flash')).toBe(false)
    expect(models.isListedElsewhere('unknown', 'flash')).toBe(true)
  })

  it('a key that is gone, or lists something else now, no longer counts', () => {
    const models = createKeyModels()
    models.learn('a', [], 0)
    models.learn('b', ['pro'], 0)
    expect(models.isListedElsewhere('a', 'pro')).toBe(true)
    models.learn('b', ['flash'], 0)
    expect(models.isListedElsewhere('a', 'pro')).toBe(false)
    expect(models.isListedElsewhere('a', 'flash')).toBe(true)
    models.forget('b')
    expect(models.isListedElsewhere('a', 'flash')).toBe(false)
  })
})
