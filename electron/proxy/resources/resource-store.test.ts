import { mkdirSync, mkdtempSync, readdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createResourceKeys } from './resource-keys.ts'
import { openResourceStore } from './resource-store.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'resources-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const HOUR_MS = 60 * 60 * 1000

it('knows after a restart which key made what, and how old it is', () => {
  let nowMs = 0
  const path = join(folder, 'resources.sqlite')
  const before = createResourceKeys(() => nowMs)
  const store = openResourceStore(path, before, expect.fail)
  before.remember('files/a', 'one')
  before.remember('cachedContents/c', 'two')
  store.close()
  const after = createResourceKeys(() => nowMs)
  openResourceStore(path, after, expect.fail).close()
  expect([after.keyOf('files/a'), after.keyOf('cachedContents/c')]).toEqual(['one', 'two'])
  nowMs = 48 * HOUR_MS
  expect(after.keyOf('files/a')).toBeUndefined()
})

it('sets a damaged file aside and goes on', () => {
  const path = join(folder, 'resources.sqlite')
  writeFileSync(path, 'not a database at all'.repeat(100))
  const problems: string[] = []
  const keys = createResourceKeys(() => 0)
  const store = openResourceStore(path, keys, (problem) => problems.push(problem))
  keys.remember('files/a', 'one')
  store.close()
  expect(problems).toEqual([expect.stringContaining('was of no use')])
  expect(readdirSync(folder).length).toBeGreaterThan(1)
})

it('tells once of a file that cannot be written, and writes all of it when it can', () => {
  const path = join(folder, 'resources.sqlite')
  // A folder of that name cannot be opened, and is not a file to be set aside.
  mkdirSync(path)
  const problems: string[] = []
  const keys = createResourceKeys(() => 0)
  const due: (() => void)[] = []
  const clock = {
    nowMs: () => 0,
    after: (_delayMs: number, callback: () => void) => {
      due.push(callback)
      return () => undefined
    },
  }
  const store = openResourceStore(path, keys, (problem) => problems.push(problem), clock)
  for (const name of ['files/a', 'files/b']) {
    keys.remember(name, 'one')
    due.shift()?.()
  }
  expect(problems).toEqual([expect.stringContaining('cannot be used')])
  rmdirSync(path)
  keys.remember('files/c', 'two')
  store.close()
  const after = createResourceKeys(() => 0)
  openResourceStore(path, after, expect.fail).close()
  expect(['a', 'b', 'c'].map((id) => after.keyOf(`files/${id}`))).toEqual(['one', 'one', 'two'])
})
