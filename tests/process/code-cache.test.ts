import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { eventually, spawnService } from './spawn-service.ts'

const out = join(import.meta.dirname, '..', '..', 'out')
let build: string
let cache: string

/** A build as it is after it was made: nothing has been started from it. */
beforeEach(() => {
  build = mkdtempSync(join(tmpdir(), 'gemini-balance-build-'))
  cache = join(build, 'code-cache')
  for (const name of readdirSync(out)) {
    if (/^(headless|activity).*\.js$/.test(name)) cpSync(join(out, name), join(build, name))
  }
})
afterEach(() => rmSync(build, { recursive: true }))

const start = () => spawnService({ command: [process.execPath, join(build, 'headless.js')] })

it('what a start has compiled lies beside the build, for the next one', async () => {
  await using first = start()
  await first.listening()
  await eventually(() => existsSync(cache) && readdirSync(cache, { recursive: true }).length > 5)
  await using second = start()
  expect((await fetch(`${await second.listening()}/health`)).status).toBe(200)
})

it('a build that cannot be written to starts all the same', async () => {
  writeFileSync(cache, 'no folder')
  await using service = start()
  expect((await fetch(`${await service.listening()}/health`)).status).toBe(200)
  expect(service.stderr).not.toContain('code-cache')
})
