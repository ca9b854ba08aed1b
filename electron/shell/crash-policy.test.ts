import { expect, test } from 'vitest'
import { createCrashPolicy, RELOAD_DELAYS_MS } from './crash-policy.ts'

const minute = 60_000
const reloads = RELOAD_DELAYS_MS.map((afterMs) => ({ do: 'reload', afterMs }))

test('a page that crashes in a row is reloaded later each time, then a person is asked', () => {
  const policy = createCrashPolicy()
  const next = [0, 1, 2, 3].map((atMs) => policy.next('crashed', atMs))
  expect(next).toEqual([...reloads, { do: 'ask' }])
  expect(RELOAD_DELAYS_MS).toEqual([...RELOAD_DELAYS_MS].toSorted((a, b) => a - b))
})

test('a crash now and then is no row', () => {
  const policy = createCrashPolicy()
  const next = [0, 6, 12, 18, 24].map((minutes) => policy.next('oom', minutes * minute))
  expect(next).toEqual(next.map(() => reloads[0]))
})

test('a person who wants to try again begins a new row', () => {
  const policy = createCrashPolicy()
  for (const atMs of [0, 1, 2, 3]) policy.next('crashed', atMs)
  policy.forget()
  expect(policy.next('crashed', 4)).toEqual(reloads[0])
})

test('a page that cannot even start is not tried again unasked', () => {
  expect(createCrashPolicy().next('launch-failed', 0)).toEqual({ do: 'ask' })
})
