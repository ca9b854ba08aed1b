/** A session's bus and open keyring that come after the app, which the session has started. */
import { execFile, spawn } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** Starts them for a home whose session had neither; resolves when secrets can be had. */
export async function startKeyring(home: string): Promise<Disposable> {
  const runtimeDir = join(home, 'tmp')
  const address = `unix:path=${join(runtimeDir, 'bus')}`
  const env = {
    ...process.env,
    HOME: home,
    XDG_RUNTIME_DIR: runtimeDir,
    DBUS_SESSION_BUS_ADDRESS: address,
  }
  const bus = spawn(
    'dbus-daemon',
    ['--session', '--nofork', '--print-address', `--address=${address}`],
    {
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  )
  // It says where it is as soon as it is there.
  await new Promise((resolve) => bus.stdout.once('data', resolve))
  const daemon = ['--foreground', '--unlock', '--components=secrets']
  const keyring = spawn('gnome-keyring-daemon', daemon, {
    env,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  keyring.stdin.end('password\n')
  const wait = ['wait', '--session', '--timeout', '20', 'org.freedesktop.secrets']
  await promisify(execFile)('gdbus', wait, { env })
  return {
    [Symbol.dispose]() {
      keyring.kill()
      bus.kill()
    },
  }
}
