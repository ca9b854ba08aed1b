/**
 * `npm run dev`: runs the app, and again whenever its sources change. A change of the interface
 * alone is built while the app runs, whose window then loads it anew.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { watch } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
/** Editors save in several steps. */
const SETTLE_MS = 200
const isWindows = process.platform === 'win32'

function start(): ChildProcess {
  // A group of its own, because start.js waits for Electron and passes no signal on.
  return spawn(
    process.execPath,
    [join(root, 'electron', 'start.js'), 'desktop', ...process.argv.slice(2)],
    { stdio: 'inherit', detached: !isWindows, env: { ...process.env, GEMINI_BALANCE_DEV: '1' } },
  )
}

async function stop({ pid, exitCode, signalCode }: ChildProcess): Promise<void> {
  if (pid === undefined || exitCode !== null || signalCode !== null) return
  const ended = once(app, 'exit')
  if (isWindows) spawnSync('taskkill', ['/pid', String(pid), '/T', '/F'])
  else process.kill(-pid, 'SIGTERM')
  await ended
}

function buildInterface(): void {
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
  spawnSync(process.execPath, [vite, 'build', 'renderer', '--logLevel', 'warn'], {
    cwd: root,
    stdio: 'inherit',
  })
}

/** Calls back once after one or several changes below a folder, tests left out. */
function onChange(folder: string, act: () => void): void {
  let timer: NodeJS.Timeout | undefined
  watch(join(root, folder), { recursive: true }, (_event, name) => {
    if (name === null || name.endsWith('.test.ts')) return
    clearTimeout(timer)
    timer = setTimeout(act, SETTLE_MS)
  })
}

async function startAnew(): Promise<void> {
  await stop(app)
  app = start()
}

let app = start()
let restarting = Promise.resolve()
onChange('electron', () => {
  restarting = restarting.then(startAnew)
})
onChange('renderer', buildInterface)
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void stop(app).then(() => process.exit(0)))
}
