import { describe, expect, it } from 'vitest'
import { createHealth } from './health.ts'
import { createMetrics } from './metrics.ts'
import { createRecorder } from './recorder.ts'
import { aFailedRequest, aRequest } from './request.fixture.ts'

const recorderThatStores = () =>
  createRecorder({ thread: { write: async () => undefined }, redact: (text) => text })

describe('the health of the service', () => {
  it('is memory, load, how long answers took to begin, and how the storing goes', async () => {
    const recorder = recorderThatStores()
    const health = createHealth(recorder)
    for (const firstByteMs of [100, 200, 300, 400]) recorder.record(aRequest({ firstByteMs }))
    const report = health.report()
    expect(report).toMatchObject({
      firstByteMs: { p50: 200, p95: 400 },
      recorder: { waiting: 4, stored: 0, lost: 0 },
    })
    expect(report.rssBytes).toBeGreaterThan(1e6)
    expect(report.busy).toBeGreaterThanOrEqual(0)
    expect(report).not.toHaveProperty('problem')
    await recorder.close()
    health.close()
  })

  it('is measured only while somebody looks', () => {
    const timers: (() => void)[] = []
    const clock = {
      nowMs: () => 0,
      after: (_ms: number, end: () => void) => {
        timers.push(end)
        return () => undefined
      },
    }
    const health = createHealth(recorderThatStores(), clock)
    expect(health.report()).not.toHaveProperty('delayMs')
    const running = process.getActiveResourcesInfo().length
    timers.at(-1)?.()
    expect(process.getActiveResourcesInfo().length).toBeLessThanOrEqual(running)
    expect(health.report()).not.toHaveProperty('delayMs')
    health.close()
  })
})

describe('metrics', () => {
  it('count requests, failures, tokens and times while they are on', async () => {
    const recorder = recorderThatStores()
    let isOn = false
    const metrics = createMetrics(
      recorder,
      () => isOn,
      () => ({ busy: 0 }),
    )
    recorder.record(aRequest())
    await recorder.flush()
    isOn = true
    recorder.record(aRequest({ totalMs: 90 }))
    recorder.record(aFailedRequest({ totalMs: 200_000 }))
    await recorder.flush()
    const lines = metrics.text({ ready: 3, total: 5 }).split('\n')
    expect(lines).toEqual(
      expect.arrayContaining([
        '# TYPE gemini_balance_requests_total counter',
        'gemini_balance_requests_total{dialect="openai",status="200"} 1',
        'gemini_balance_requests_total{dialect="openai",status="429"} 1',
        'gemini_balance_failed_attempts_total{kind="rate_limited"} 1',
        'gemini_balance_tokens_total{kind="thinking"} 30',
        'gemini_balance_request_seconds_bucket{le="0.05"} 0',
        'gemini_balance_request_seconds_bucket{le="0.1"} 1',
        'gemini_balance_request_seconds_bucket{le="+Inf"} 2',
        'gemini_balance_request_seconds_sum 200.09',
        'gemini_balance_request_seconds_count 2',
        'gemini_balance_keys_ready 3',
        'gemini_balance_request_log_stored 3',
      ]),
    )
    for (const line of lines.slice(0, -1)) {
      expect(line).toMatch(
        /^(# (HELP|TYPE) \w+ .+|gemini_balance_\w+(\{\w+="[^"]*"(,\w+="[^"]*")*\})? [\d.]+)$/,
      )
    }
    await recorder.close()
  })
})
