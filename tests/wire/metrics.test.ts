import { expect, it } from 'vitest'
import { createMetrics } from '../../electron/activity/metrics.ts'
import { createRecorder } from '../../electron/activity/recorder.ts'
import { startWire, until } from './service.ts'

it('metrics are there once a person wants them, for those with a token', async () => {
  const recorder = createRecorder({
    thread: { write: async () => undefined },
    redact: (text) => text,
  })
  const counters = createMetrics(
    recorder,
    () => true,
    () => ({ busy: 0 }),
  )
  await using wire = await startWire({
    record: (record) => recorder.record(record),
    metrics: counters.text,
  })
  expect((await wire.call('/metrics')).status).toBe(404)
  wire.set({ metricsEnabled: true })
  expect((await wire.call('/metrics', { anonymous: true })).status).toBe(401)
  await wire.chat()
  await until(() => recorder.recent().length === 1)
  const { headers, text } = await wire.call('/metrics')
  expect(headers['content-type']).toContain('text/plain; version=0.0.4')
  expect(text).toContain('gemini_balance_requests_total{dialect="openai",status="200"} 1\n')
  expect(text).toContain('gemini_balance_keys 1\n')
  await recorder.close()
})
