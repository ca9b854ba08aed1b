/** A D-Bus session of its own with a real Secret Service, for programs that need a keychain. */
import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const execute = promisify(execFile)

/** Why there can be no such session on this machine; undefined when there can. */
export function skipReason(): string | undefined {
  if (process.platform !== 'linux') return 'skipped: the Secret Service is of Linux'
  for (const program of ['dbus-run-session', 'gnome-keyring-daemon']) {
    if (spawnSync(program, ['--version']).error) return `skipped: ${program} is not installed`
  }
  return undefined
}

/** Lines of shell that start the keyring, open or shut. */
export const unlocked = "printf 'password\\n' | gnome-keyring-daemon --unlock --components=secrets"
export const locked = 'gnome-keyring-daemon --start --components=secrets'

export interface Home extends Disposable {
  /** What a program prints as lines of JSON, in the environment of a person without a session. */
  run(command: string, args: readonly string[]): Promise<unknown[]>
  /** The same in a session whose keyring was started by `daemon`, a line of shell. */
  runInSession(daemon: string, args: readonly string[]): Promise<unknown[]>
}

/** An empty home folder, and with it an empty keyring. */
export function makeHome(): Home {
  const home = mkdtempSync(join(tmpdir(), 'keyring-'))
  const env = { PATH: process.env['PATH'] ?? '', HOME: home, LANG: 'C.UTF-8' }
  const run: Home['run'] = async (command, args) => {
    const { stdout } = await execute(command, args, { env, cwd: home, timeout: 60_000 })
    return stdout
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line): unknown => JSON.parse(line))
  }
  return {
    run,
    runInSession: (daemon, args) => {
      const script = `${daemon} >/dev/null 2>&1; exec "$0" "$@"`
      return run('dbus-run-session', ['--', 'sh', '-c', script, process.execPath, ...args])
    },
    [Symbol.dispose]: () => rmSync(home, { recursive: true, force: true }),
  }
}
