import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { openActivity } from './activity.ts'
import { aFailedRequest, aRequest, NOON_MS } from './request.fixture.ts'

it('two services that share a folder lose nothing and count nothing twice', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gemini-balance-shared-'))
  const remarks: string[] = []
  const open = () => {
    const activity = openActivity({
      path: join(folder, 'activity.sqlite'),
      threadCode: new URL('./thread.ts', import.meta.url),
      retention: () => ({ days: 3650, megabytes: 200 }),
      redact: (text) => text,
    })
    activity.onRemark((remark) => remarks.push(remark))
    return activity
  }
  const services = [open(), open()]
  const filter = { period: '30d' } as const
  const totals = (who: number) =>
    services[who]?.ask('totals', { nowMs: NOON_MS, utcOffsetMs: 0, prices: {}, filter })
  const work = async (who: number) => {
    for (let round = 0; round < 15; round += 1) {
      for (let n = 0; n < 25; n += 1) {
        services[who]?.recorder.record(aRequest({ keyId: `key-${round}-of-${who}` }))
        services[who]?.recorder.record(aFailedRequest({ client: `client-${n}-of-${who}` }))
      }
      await services[who]?.recorder.flush()
      await totals(who)
    }
  }
  await Promise.all([work(0), work(1)])
  // One may have waited for the other longer than it is willing to, and tries again.
  for (const { recorder } of services) {
    await vi.waitFor(() => expect(recorder.queue).toMatchObject({ waiting: 0, lost: 0 }), 10_000)
  }
  for (const who of [0, 1]) {
    expect(await totals(who)).toMatchObject({ requests: 1500, failed: 750, retries: 750 })
    const page = await services[who]?.ask('listRequests', { keyId: `key-14-of-${1 - who}` })
    expect(page?.requests).toHaveLength(25)
  }
  for (const service of services) await service.close()
  expect(remarks).toEqual([])
  rmSync(folder, { recursive: true, force: true })
})

it('a memory that is on no disk ends at once, without a thread for what nobody will read', async () => {
  const remarks: string[] = []
  const activity = openActivity({
    path: undefined,
    threadCode: new URL('./no-such-thread.ts', import.meta.url),
    retention: () => ({ days: 7, megabytes: 200 }),
    redact: (text) => text,
  })
  activity.onRemark((remark) => remarks.push(remark))
  activity.recorder.onProblem((problem) => remarks.push(String(problem)))
  activity.recorder.record(aRequest({}))
  await activity.close()
  expect(activity.recorder.queue).toMatchObject({ waiting: 1, stored: 0 })
  expect(remarks).toEqual([])
})
