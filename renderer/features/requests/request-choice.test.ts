import { describe, expect, it } from 'vitest'
import type { RequestRow } from '../../../electron/shared/contract/activity.ts'
import { type Choice, choiceFrom, filterOf, matches, pathOf } from './request-choice.ts'

const row = {
  id: 'req_1',
  status: 429,
  errorCode: 'rate_limit_exceeded',
  errorMessage: 'All keys are resting',
  model: 'gemini-3.8-flash',
  keyId: 'key-1',
  client: 'Cherry Studio',
} as RequestRow

const segmentOf = (choice: Choice) => pathOf(choice).split('/')[3]

describe('a choice of requests', () => {
  it.each<Choice>([
    {},
    { outcome: 'failed', status: 429, period: '7d' },
    { client: 'OpenAI SDK (Python)', search: 'a/b & c=d?', token: '50 % + 1' },
  ])('survives being an address: %o', (choice) => {
    expect(choiceFrom(segmentOf(choice))).toEqual(choice)
    expect(pathOf(choice).split('/').length).toBeLessThanOrEqual(4)
  })

  it('leaves out what an address cannot mean', () => {
    expect(choiceFrom('outcome=never&status=x&period=9y&model=&other=1')).toEqual({})
  })

  it('becomes a filter with a beginning', () => {
    expect(filterOf({ period: '1h', search: ' x ', model: 'm' }, 5_000_000)).toEqual({
      fromMs: 1_400_000,
      search: 'x',
      model: 'm',
    })
    expect(filterOf({ search: ' ' }, 0)).toEqual({})
  })
})

describe('a request that has just ended', () => {
  it.each<Choice>([
    {},
    { outcome: 'failed', status: 429 },
    { search: 'RESTING' },
    { search: 'req_1' },
    { client: 'Cherry Studio', period: '1h' },
  ])('is among %o', (choice) => expect(matches(row, choice)).toBe(true))

  it.each<Choice>([
    { outcome: 'ok' },
    { status: 500 },
    { search: 'gemini' },
    { search: 'req_2' },
    { keyId: 'key-2' },
  ])('is not among %o', (choice) => expect(matches(row, choice)).toBe(false))

  it('is not found by words when it went well', () => {
    const fine = { ...row, status: 200, errorCode: '', errorMessage: '' }
    expect(matches(fine, { search: 'a' })).toBe(false)
  })
})
