import { expect, it } from 'vitest'
import type { ModelStatus, RestState } from './key-status.ts'
import { restingModels } from './resting-models.ts'

const rest = (model: string, untilMs?: number, state: RestState = 'cooling'): ModelStatus => ({
  model,
  state,
  reason: 'quota_minute',
  ...(untilMs !== undefined && { untilMs }),
})
const key = (models: ModelStatus[], traits: { ready?: boolean; paid?: boolean } = {}) => ({
  ready: true,
  paid: false,
  models,
  ...traits,
})

it('a model rests when all keys that are ready rest for it; the first one back counts', () => {
  const keys = [key([rest('flash', 900), rest('pro', 5)]), key([rest('flash', 300)])]
  expect(restingModels(keys)).toEqual([{ model: 'flash', backAtMs: 300 }])
})

it('one key that can serve it is enough', () => {
  expect(restingModels([key([rest('flash', 900)]), key([])])).toEqual([])
})

it('keys that are switched off, invalid or paid are no help', () => {
  const keys = [key([rest('flash', 900)]), key([], { ready: false }), key([], { paid: true })]
  expect(restingModels(keys)).toEqual([{ model: 'flash', backAtMs: 900 }])
})

it('where there are only paid keys, they count', () => {
  expect(restingModels([key([rest('image')], { paid: true })])).toEqual([{ model: 'image' }])
  expect(restingModels([])).toEqual([])
})

it('a model that no key has is no news', () => {
  const missing = rest('gemini-typo', 900, 'not-for-this-model')
  expect(restingModels([key([missing]), key([missing])])).toEqual([])
  const keys = [key([rest('pro', 900, 'exhausted')]), key([rest('pro', 50, 'not-for-this-model')])]
  expect(restingModels(keys)).toMatchObject([{ model: 'pro' }])
})
