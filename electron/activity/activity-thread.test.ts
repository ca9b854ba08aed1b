import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it, vi } from 'vitest'
import { openActivity } from './activity.ts'
import { aRequest } from './request.fixture.ts'

it('a thread that ends in the middle is started again, and nothing is lost', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gemini-balance-thread-'))
  const mark = join(folder, 'ended-once')
  const code = join(folder, 'thread.mjs')
  const real = new URL('./thread.ts', import.meta.url).href
  writeFileSync(
    code,
    `import { existsSync, writeFileSync } from 'node:fs'
     import { parentPort } from 'node:worker_threads'
     if (existsSync(${JSON.stringify(mark)})) await import(${JSON.stringify(real)})
     else parentPort.on('message', () => {
       writeFileSync(${JSON.stringify(mark)}, '')
       process.exit(1)
     })`,
  )
  const activity = openActivity({
    path: join(folder, 'activity.sqlite'),
    threadCode: pathToFileURL(code),
    retention: () => ({ days: 3650, megabytes: 200 }),
    redact: (text) => text,
  })
  const problems: (string | undefined)[] = []
  activity.recorder.onProblem((problem) => problems.push(problem))
  const request = aRequest()
  activity.recorder.record(request)
  await activity.recorder.flush()
  expect(activity.recorder.problem).toContain('The thread of the request log ended')
  await vi.waitFor(() => expect(activity.recorder.queue).toMatchObject({ stored: 1 }), 8000)
  expect(await activity.ask('oneRequest', { id: request.id })).toEqual(request)
  expect(problems).toHaveLength(2)
  await activity.close()
  rmSync(folder, { recursive: true, force: true })
})
