import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..', '..')
let project = ''

function lint(file: string, source: string): string {
  const path = join(project, file)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, source)
  const { stdout } = spawnSync(
    process.execPath,
    [join(root, 'node_modules/oxlint/bin/oxlint'), '--format', 'unix', file],
    { cwd: project, encoding: 'utf8' },
  )
  return stdout
}

beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'import-rules-'))
  copyFileSync(join(root, '.oxlintrc.json'), join(project, '.oxlintrc.json'))
})
afterAll(() => rmSync(project, { recursive: true }))

describe('who may import whom is checked by lint', () => {
  it.each([
    ['electron/shared/a.ts', '../keys/pool.ts'],
    ['electron/gemini/a.ts', '../keys/pool.ts'],
    ['electron/keys/a.ts', '../proxy/server.ts'],
    ['electron/convert/openai-chat/a.ts', '../../keys/pool.ts'],
    ['electron/convert/openai-chat/b.ts', 'node:fs'],
    ['electron/keys/policy.ts', 'node:fs'],
    ['electron/proxy/routes/a.ts', '../../compose.ts'],
    ['electron/console/a.ts', '../compose.ts'],
    ['electron/console/b.ts', 'electron'],
    ['electron/demo/a.ts', '../proxy/server.ts'],
    ['electron/proxy/b.ts', 'electron'],
    ['electron/vault/a.ts', 'electron-store'],
  ])('%s may not import %s', (file, imported) => {
    expect(lint(file, `import { x } from '${imported}'\nexport const y = x\n`)).toContain(
      'no-restricted-imports',
    )
  })

  it.each([
    ['electron/proxy/c.ts', '../keys/pool.ts'],
    ['electron/convert/openai-chat/c.ts', '../../gemini/wire.ts'],
    ['electron/keys/c.ts', '../shared/redact.ts'],
    ['electron/console/c.ts', '../proxy/problem.ts'],
    ['electron/run-headless.ts', './compose.ts'],
  ])('%s may import %s', (file, imported) => {
    expect(lint(file, `import { x } from '${imported}'\nexport const y = x\n`)).not.toContain(
      'no-restricted-imports',
    )
  })
})
