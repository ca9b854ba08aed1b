/** The keychain vault against a real Secret Service: gnome-keyring in a D-Bus session of its own. */
import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const run = promisify(execFile)
const child = join(import.meta.dirname, 'secret-service-child.ts')
const why = skipReason()

function skipReason(): string | undefined {
  if (process.platform !== 'linux') return 'skipped: the Secret Service is of Linux'
  for (const program of ['dbus-run-session', 'gnome-keyring-daemon']) {
    if (spawnSync(program, ['--version']).error) return `skipped: ${program} is not installed`
  }
  return undefined
}

let home = ''
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'keyring-'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

/** The environment of a person without a running session. */
function environment(): Record<string, string> {
  return { PATH: process.env['PATH'] ?? '', HOME: home, LANG: 'C.UTF-8' }
}

/** The child's answer to each step, given how to start it. */
async function answers(command: string, args: string[]): Promise<unknown[]> {
  const { stdout } = await run(command, args, { env: environment(), cwd: home, timeout: 30_000 })
  return stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line): unknown => JSON.parse(line))
}

/** Steps in a D-Bus session whose keyring daemon was started by `daemon`, a line of shell. */
async function inSession(daemon: string, steps: string[]): Promise<unknown[]> {
  const script = `${daemon} >/dev/null 2>&1; exec "$0" "$@"`
  const args = ['--', 'sh', '-c', script, process.execPath, child, ...steps]
  return answers('dbus-run-session', args)
}

const unlocked = "printf 'password\\n' | gnome-keyring-daemon --unlock --components=secrets"
const locked = 'gnome-keyring-daemon --start --components=secrets'

describe.skipIf(why !== undefined)(`a real Secret Service${why ? ` (${why})` : ''}`, () => {
  it('keeps, replaces, lists and deletes secrets, also from one session to the next', async () => {
    expect(await inSession(unlocked, ['state', 'list', 'put', 'replace', 'list'])).toEqual([
      { state: 'available' },
      { list: [] },
      { put: 'stored' },
      { replace: 'stored' },
      { list: [{ id: 'key-1', secret: 'second' }] },
    ])
    expect(await inSession(unlocked, ['list', 'delete', 'delete', 'list'])).toEqual([
      { list: [{ id: 'key-1', secret: 'second' }] },
      { delete: true },
      { delete: false },
      { list: [] },
    ])
  }, 60_000)

  it('that is locked is told as locked, brings nothing down and loses nothing', async () => {
    await inSession(unlocked, ['put'])
    const outage = { unavailable: 'locked', advice: expect.stringContaining('Unlock your keyring') }
    expect(await inSession(locked, ['state', 'list', 'put', 'delete'])).toEqual([
      { state: 'locked' },
      { list: outage },
      { put: outage },
      { delete: outage },
    ])
    expect(await inSession(unlocked, ['list'])).toEqual([
      { list: [{ id: 'key-1', secret: 'first' }] },
    ])
  }, 60_000)

  it('without any D-Bus is told as missing, with what to install', async () => {
    const outage = { unavailable: 'missing', advice: expect.stringContaining('libsecret') }
    expect(await answers(process.execPath, [child, 'state', 'list', 'put', 'delete'])).toEqual([
      { state: 'missing' },
      { list: outage },
      { put: outage },
      { delete: outage },
    ])
  }, 30_000)
})
