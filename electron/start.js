// @ts-check
/**
 * `npm start` and `npm run serve`: builds when the build is missing or stale, then runs it.
 * Plain JavaScript, because Node's own TypeScript loader would stay in the memory of the service.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const root = join(import.meta.dirname, '..')
const built = join(root, 'out', 'headless.js')
/** The interface is the last to be built, so its page tells when everything was. */
const builtPage = join(root, 'out', 'renderer', 'index.html')

/**
 * Whether anything below `path` that goes into the build changed after a moment.
 * @param {string} path
 * @param {number} momentMs
 * @returns {boolean}
 */
function changedAfter(path, momentMs) {
  const found = statSync(path)
  // One folder at a time: a recursive listing of Node's costs the service 6 MB for good.
  return found.isDirectory()
    ? readdirSync(path).some((name) => changedAfter(join(path, name), momentMs))
    : found.mtimeMs > momentMs && !path.endsWith('.test.ts')
}

function isStale() {
  const builtAtMs = statSync(builtPage, { throwIfNoEntry: false })?.mtimeMs
  if (builtAtMs === undefined || !existsSync(built)) return true
  return ['electron', 'renderer', 'package.json', 'package-lock.json', 'vite.config.ts'].some(
    (part) => changedAfter(join(root, part), builtAtMs),
  )
}

function build() {
  process.stdout.write('Building Gemini Balance…\n')
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
  for (const what of ['--app', 'renderer']) {
    const { status } = spawnSync(process.execPath, [vite, 'build', what, '--logLevel', 'warn'], {
      cwd: root,
      stdio: 'inherit',
    })
    if (status !== 0) process.exit(status ?? 1)
  }
}

/** npm hands signals to its shell, which dies without passing them on; so its end is our signal. */
function stopWithNpm() {
  const { ppid } = process
  const watch = setInterval(() => {
    if (process.ppid === ppid) return
    clearInterval(watch)
    process.emit('SIGTERM')
  }, 500)
  watch.unref()
}

/**
 * Where Electron's program lies below its folder, by system.
 * @type {Readonly<Record<string, string>>}
 */
const programs = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }

/**
 * Electron's program, fetched when it is not there yet; undefined where it cannot be had.
 * ELECTRON_OVERRIDE_DIST_PATH names a folder that has it.
 * @returns {string | undefined}
 */
function electronProgram() {
  const given = process.env['ELECTRON_OVERRIDE_DIST_PATH']
  const electron = join(root, 'node_modules', 'electron')
  const name = programs[process.platform] ?? 'electron'
  const program = join(given ?? join(electron, 'dist'), name)
  if (existsSync(program)) return program
  if (given !== undefined) return undefined
  process.stdout.write('Fetching Electron, about 120 MB, this once…\n')
  spawnSync(process.execPath, [join(electron, 'install.js')], { stdio: 'ignore' })
  return existsSync(program) ? program : undefined
}

function hasDisplay() {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env
  return process.platform !== 'linux' || (DISPLAY ?? WAYLAND_DISPLAY) !== undefined
}

/**
 * Opens the desktop app and ends with it; comes back only where there can be no window.
 * @param {string[]} flags
 */
function openDesktop(flags) {
  const program = electronProgram()
  if (program === undefined || !hasDisplay()) {
    const reason = program === undefined ? 'Electron cannot be had here' : 'There is no display'
    process.stdout.write(`${reason}, so the service runs without a window.\n`)
    return
  }
  // Set in terminals of editors that are Electron themselves, it would make a plain Node of ours.
  const { ELECTRON_RUN_AS_NODE: _asNode, ...env } = process.env
  const { status } = spawnSync(program, [root, ...flags], { stdio: 'inherit', env })
  process.exit(status ?? 1)
}

const [mode, ...given] = process.argv.slice(2)
if (isStale()) build()
if (mode === 'desktop') openDesktop(given)
// The service has no window that could be hidden.
const flags = given.filter((flag) => flag !== '--hidden')
if (process.env['npm_lifecycle_event'] !== undefined) stopWithNpm()
process.argv = [process.execPath, built, ...flags]
await import(pathToFileURL(built).href)
