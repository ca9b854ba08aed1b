import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Activity, openActivity } from '../../electron/activity/activity.ts'
import { createRedactor } from '../../electron/shared/redact.ts'
import { startWire, until } from './service.ts'

const GOOGLE_KEY = ['AIza', 'SyWireActivity0123456789abcdefghijk'].join('')

let folder: string
let activity: Activity
let remarks: string[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gemini-balance-wire-activity-'))
  remarks = []
  activity = openActivity({
    path: join(folder, 'activity.sqlite'),
    threadCode: new URL('../../electron/activity/thread.ts', import.meta.url),
    retention: () => ({ days: 7, megabytes: 200 }),
    redact: createRedactor().redact,
  })
  activity.onRemark((remark) => remarks.push(remark))
})

afterEach(async () => {
  await activity.close()
  rmSync(folder, { recursive: true, force: true })
})

const start = (keys: string[], settings = {}) =>
  startWire({ keys, settings, record: (record) => activity.recorder.record(record) })

it('a request can be looked up by the id its client got', async () => {
  await using wire = await start(['demo-rpm', 'demo-key-1'])
  const answer = await wire.chat()
  const id = String(answer.headers['x-request-id'])
  await until(() => activity.recorder.recent().length === 1)
  expect(await activity.ask('oneRequest', { id })).toEqual(activity.recorder.recent()[0])
  expect(await activity.ask('oneRequest', { id: 'req_unknown' })).toBeUndefined()
})

it('requests go on and are kept while the database is deleted under the service', async () => {
  await using wire = await start(['demo-key-1'])
  await wire.chat()
  await activity.recorder.flush()
  for (const name of readdirSync(folder)) rmSync(join(folder, name))
  expect((await wire.chat()).status).toBe(200)
  await until(() => activity.recorder.recent().length === 2)
  const { requests } = await activity.ask('listRequests', {})
  expect(requests.map(({ status }) => status)).toEqual([200])
  expect(remarks).toEqual([expect.stringContaining('was deleted or replaced')])
})

it('requests go on while nothing can be stored, and are stored as soon as it works again', async () => {
  rmSync(folder, { recursive: true })
  await using wire = await start(['demo-key-1'])
  expect((await wire.chat()).status).toBe(200)
  await activity.recorder.flush()
  expect(activity.recorder.problem).toContain('Requests cannot be logged')
  mkdirSync(folder)
  expect((await wire.chat()).status).toBe(200)
  await until(() => activity.recorder.recent().length === 2)
  expect((await activity.ask('listRequests', {})).requests).toHaveLength(2)
  expect(activity.recorder.problem).toBeUndefined()
})

it('no secret is in any file, also with contents recorded', async () => {
  await using wire = await start(['demo-key-1'], { recordBodies: true })
  const content = `my key is ${GOOGLE_KEY}, or https://x.example/?key=planted-in-a-url here`
  await wire.chat({ model: GOOGLE_KEY, messages: [{ role: 'user', content }] })
  await wire.chat({ messages: [{ role: 'user', content }], user: 'x' })
  await wire.call(`/${GOOGLE_KEY}?key=planted-in-a-url`, {
    headers: { 'user-agent': `Mine ${GOOGLE_KEY}` },
  })
  await until(() => activity.recorder.recent().length === 3)
  await activity.recorder.flush()
  const { requests } = await activity.ask('listRequests', {})
  expect(requests).toHaveLength(3)
  for (const name of readdirSync(folder)) {
    const text = readFileSync(join(folder, name), 'latin1')
    expect(text).not.toContain(GOOGLE_KEY)
    expect(text).not.toContain('planted-in-a-url')
  }
})
