import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { aRequest } from './activity/request.fixture.ts'
import { createNotices } from './notices.ts'
import { openObservation } from './observation.ts'
import { createRedactor } from './shared/redact.ts'
import { settingsSchema } from './shared/settings.ts'

it('a person is told that requests cannot be stored, for as long as that is so', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'gemini-balance-observation-'))
  const notices = createNotices(Date.now)
  const said: string[] = []
  const { activity, close } = openObservation({
    dataDir,
    threadCode: new URL('./activity/thread.ts', import.meta.url),
    settings: () => settingsSchema.parse({}),
    redactor: createRedactor(),
    echo: { write: () => undefined },
    warn: (message) => notices.add(message),
    settle(problem, message) {
      notices.withdraw(problem)
      said.push(message)
    },
  })
  rmSync(dataDir, { recursive: true })
  activity.recorder.record(aRequest())
  await activity.recorder.flush()
  expect(notices.list()).toMatchObject([{ message: expect.stringContaining('cannot be logged') }])
  mkdirSync(dataDir)
  activity.recorder.record(aRequest())
  await activity.recorder.flush()
  expect(notices.list()).toEqual([])
  expect(said).toEqual(['Requests are logged again'])
  expect((await activity.ask('listRequests', {})).requests).toHaveLength(2)
  await close()
  rmSync(dataDir, { recursive: true })
})
