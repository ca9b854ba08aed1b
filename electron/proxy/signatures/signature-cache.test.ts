import { expect, it } from 'vitest'
import { createSignatureCache } from './signature-cache.ts'

const signed = (signature: string, family = 'gemini-4') => ({ family, signature })

it('gives back what was remembered, the latest of each call', () => {
  const cache = createSignatureCache()
  cache.remember('a', signed('one'))
  cache.remember('a', signed('two', 'gemini-3.8'))
  expect(cache.get('a')).toEqual(signed('two', 'gemini-3.8'))
  expect(cache.get('b')).toBeUndefined()
})

it('forgets the call that was used longest ago when there are too many', () => {
  const cache = createSignatureCache({ maxEntries: 2 })
  cache.remember('a', signed('1'))
  cache.remember('b', signed('2'))
  cache.get('a')
  cache.remember('c', signed('3'))
  expect(['a', 'b', 'c'].filter((id) => cache.get(id))).toEqual(['a', 'c'])
})

it('is bounded in size, not only in number', () => {
  const cache = createSignatureCache({ maxCharacters: 100 })
  for (let n = 0; n < 10; n += 1) cache.remember(`${n}`, signed('x'.repeat(30)))
  expect([...'0123456789'].filter((id) => cache.get(id))).toEqual(['7', '8', '9'])
  cache.remember('huge', signed('x'.repeat(200)))
  expect(cache.get('huge')).toBeUndefined()
  expect(cache.get('9')).toBeDefined()
})

it('counts the steps of Google’s own tools as part of the size', () => {
  const cache = createSignatureCache({ maxCharacters: 100 })
  cache.remember('a', signed('1'))
  cache.remember('b', { family: 'gemini-4', steps: 'x'.repeat(99) })
  expect([cache.get('a'), cache.get('b')?.steps?.length]).toEqual([undefined, 99])
})

it('tells who asked of every call it remembers, until they stop', () => {
  const cache = createSignatureCache()
  const heard: string[] = []
  const stop = cache.onRemember((id) => heard.push(id))
  cache.remember('a', signed('1'))
  stop()
  cache.remember('b', signed('2'))
  expect(heard).toEqual(['a'])
})
