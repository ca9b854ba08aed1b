import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BatchList, FULL_BATCH } from './batch-list.ts'
import { recordsOf } from './read-batch.ts'
import { aFailedRequest, aRequest } from './request.fixture.ts'
import { batchOf } from './open-batch.ts'
import { requestsIn } from './request-columns.ts'

const request = fc.oneof(
  fc.constantFrom('model-a', 'model-b').map((model) => aRequest({ model })),
  fc.constant(undefined).map(() => aFailedRequest()),
  fc.nat(400).map((length) => {
    const bodies = { request: 'x'.repeat(length), response: 'y' }
    return aRequest({ bodies, tokens: undefined, firstByteMs: undefined })
  }),
)
const pushes = fc.array(fc.array(request, { minLength: 1, maxLength: 120 }), { maxLength: 40 })

function listOf(groups: Parameters<typeof batchOf>[0][]): BatchList {
  const list = new BatchList()
  for (const group of groups) list.push(batchOf(group))
  return list
}

describe('requests in batches', () => {
  it('come out again as they were, in their order, however they were joined', () => {
    fc.assert(
      fc.property(pushes, (groups) => {
        const list = listOf(groups)
        expect(list.requests).toBe(groups.flat().length)
        expect(list.records()).toEqual(groups.flat())
      }),
    )
  })

  it('that come one by one are few objects', () => {
    const list = listOf(Array.from({ length: 2000 }, () => [aRequest()]))
    expect(list.take(Infinity, Infinity).length).toBeLessThan(2000 / FULL_BATCH + 10)
  })

  it('are given from the latest back, as many as wanted', () => {
    fc.assert(
      fc.property(pushes, fc.integer({ min: 1, max: 300 }), (groups, wanted) => {
        expect(listOf(groups).records(wanted)).toEqual(groups.flat().slice(-wanted))
      }),
    )
  })

  it('are taken from the oldest on, no more than wanted but one batch at least', () => {
    fc.assert(
      fc.property(pushes, fc.nat(300), (groups, wanted) => {
        const list = listOf(groups)
        const taken = list.take(wanted, Infinity)
        expect(taken.length <= 1 || requestsIn(taken) <= wanted).toBe(true)
        expect([...taken.flatMap(recordsOf), ...list.records()]).toEqual(groups.flat())
        list.putBack(taken)
        expect(list.records()).toEqual(groups.flat())
      }),
    )
  })

  it('that are too many lose the oldest, by batches', () => {
    fc.assert(
      fc.property(pushes, fc.nat(300), (groups, kept) => {
        const all = groups.flat()
        const list = listOf(groups)
        const gone = list.keepLatest(kept)
        expect(list.records()).toEqual(all.slice(gone))
        expect(list.requests).toBeGreaterThanOrEqual(Math.min(kept, all.length))
        expect(list.requests).toBeLessThan(Math.max(kept, 1) + FULL_BATCH)
      }),
    )
  })
})
