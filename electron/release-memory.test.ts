import { setImmediate } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { releaseMemory } from './release-memory.ts'

it('what nobody holds any more is given back, and nobody else gets to collect garbage', async () => {
  const left = new WeakRef(Array.from({ length: 1000 }, () => ({})))
  // A reference that was made or read in this turn holds on until its end.
  await setImmediate()
  releaseMemory()
  expect(left.deref()).toBeUndefined()
  expect(globalThis.gc).toBeUndefined()
})
