import { describe, expect, it } from 'vitest'
import type { FailureKind, RestState } from '../shared/key-status.ts'
import { statusOf } from './key-status.ts'
import { newPooledKey } from './pooled-key.ts'

const nowMs = Date.UTC(2026, 10, 24)

/** The sentence on a key that rests for this reason, for an hour or for good. */
function sentence(state: RestState, reason: FailureKind, untilMs?: number): string {
  const key = newPooledKey('a-secret', { atMs: 0, order: 0 })
  const resting = { state, reason, sinceMs: nowMs, ...(untilMs !== undefined && { untilMs }) }
  key.health = { ...key.health, resting }
  return statusOf(key, nowMs).sentence
}

describe('the sentence on a key that rests', () => {
  it.each<[RestState, FailureKind, string]>([
    ['cooling', 'quota_minute', 'Used up its quota of requests per minute.'],
    ['cooling', 'quota_tokens', 'Used up its quota of tokens per minute.'],
    ['cooling', 'quota_unexplained', 'Google says that its quota is used up, not which one.'],
    ['cooling', 'credential_refused', 'Google refuses this key.'],
    ['cooling', 'key_refused', 'Google refused it without saying why.'],
    ['cooling', 'timeout', 'Rests after a failure.'],
    ['exhausted', 'quota_day', 'Used up its quota for today.'],
    ['exhausted', 'quota_credits', 'The prepaid credit of its project is used up.'],
  ])('%s because of %s: %s', (state, reason, words) => {
    const said = sentence(state, reason, nowMs + 3_600_000)
    expect(said.startsWith(words)).toBe(true)
    expect(said).toMatch(/ Back at 2026-11-24T01:00:00\.000Z\.$/)
  })

  it('names no time where there is none', () => {
    expect(sentence('invalid', 'key_invalid')).toBe(
      'Google does not know this key, or it has expired. Replace it.',
    )
  })
})
