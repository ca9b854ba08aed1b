import { describe, expect, it } from 'vitest'
import { classify, classifyEmpty, classifyFailure } from '../gemini/error.ts'
import type { Verdict } from '../gemini/error-rules.ts'
import { pauseBeforeRetry, type RetryRules } from './retry.ts'

const rules: RetryRules = { maxRetries: 3, repeatable: true, didNotRun: false }
const internal = classify(500, {})
const invalid = classify(400, { message: 'API key not valid.' })
const timeout = classifyFailure({ reason: 'timeout', message: 'late' })
const broken = classifyFailure({ reason: 'unreachable', message: 'ECONNRESET' })

/** How many calls a request makes when each of them fails in the same way. */
function callsUntilLastWord(verdict: Verdict, given: Partial<RetryRules> = {}): number {
  const tally = { upstream: 0, refusals: 0 }
  for (let calls = 1; ; calls += 1) {
    tally[verdict.blame === 'key' ? 'refusals' : 'upstream'] += 1
    if (pauseBeforeRetry(verdict, tally, { ...rules, ...given }) === undefined) return calls
  }
}

describe('how often a request is tried', () => {
  it.each([
    ['a bad request, once', classify(400, { message: 'no' }), {}, 1],
    ['an error of Google, MAX_RETRIES times', internal, {}, 3],
    ['with MAX_RETRIES=1, once', internal, { maxRetries: 1 }, 1],
    ['a timeout, twice: each takes long', timeout, { maxRetries: 10 }, 2],
    ['an empty answer, twice', classifyEmpty('empty_response'), { maxRetries: 10 }, 2],
    ['bad keys, until the pool as a whole looks ill', invalid, { maxRetries: 1 }, 16],
    ['what must not run twice, once', broken, { repeatable: false }, 1],
    ['unless Google refused to run it', internal, { repeatable: false, didNotRun: true }, 3],
  ])('%s', (_name, verdict, given, calls) => {
    expect(callsUntilLastWord(verdict, given)).toBe(calls)
  })
})

describe('the pause before the next try', () => {
  it('grows while Google is ill, and is none for a bad key or a broken connection', () => {
    const pause = (verdict: Verdict, upstream: number) =>
      pauseBeforeRetry(verdict, { upstream, refusals: 1 }, { ...rules, maxRetries: 9 })
    expect([1, 2, 3, 8].map((count) => pause(internal, count))).toEqual([250, 500, 1000, 2000])
    expect(pause(broken, 1)).toBe(0)
    expect(pause(invalid, 0)).toBe(0)
  })
})
