/** A session's bus and open keyring that come after the app, which the session has started. */
import { execFile, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { endProcesses } from './processes.ts'

/** Starts them for a home whose session had neither; resolves when secrets can be had. */
export async function startKeyring(home: string): Promise<AsyncDisposable> {
  const mark = randomUUID()
  const runtimeDir = join(home, 'tmp')
  const address = `unix:path=${join(runtimeDir, 'bus')}`
  const env = {
    ...process.env,
    HOME: home,
    XDG_RUNTIME_DIR: runtimeDir,
    DBUS_SESSION_BUS_ADDRESS: address,
    DOUBLE_RUN: mark,
  }
  const flags = ['--session', '--nofork', '--print-address', `--address=${address}`]
  const bus = spawn('dbus-daemon', flags, { env, stdio: ['ignore', 'pipe', 'ignore'] })
  // It says where it is as soon as it is there; the keyring goes into the background then.
  await once(bus.stdout, 'data')
  const unlocked = "printf 'password\\n' | gnome-keyring-daemon --unlock --components=secrets"
  await promisify(execFile)('sh', ['-c', `${unlocked} >/dev/null 2>&1`], { env })
  return { [Symbol.asyncDispose]: () => endProcesses(mark) }
}
