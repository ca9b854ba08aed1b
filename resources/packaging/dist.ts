/**
 * `npm run dist`: installers for this system, in `dist/`. What follows `--` goes to electron-builder,
 * such as `--dir` for the app without an installer or `--linux AppImage --x64`.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { electronDist } from './electron-dist.ts'

const root = join(import.meta.dirname, '..', '..')
const builder = createRequire(import.meta.url).resolve('electron-builder/cli.js')

/** Runs a program of Node's and ends with it if it fails. */
function run(script: string, flags: readonly string[]): void {
  const { status } = spawnSync(process.execPath, [script, ...flags], {
    cwd: root,
    stdio: 'inherit',
  })
  if (status !== 0) process.exit(status ?? 1)
}

function refuse(reason: string): never {
  process.stderr.write(`${reason}\n`)
  return process.exit(1)
}

const given = process.argv.slice(2)
const electron = electronDist({
  given: process.env['ELECTRON_OVERRIDE_DIST_PATH'],
  isNamed: given.some((flag) => /electronDist|--help/.test(flag)),
  exists: existsSync,
  fetch: () =>
    spawnSync(process.execPath, [join(root, 'node_modules', 'electron', 'install.js')], {
      encoding: 'utf8',
    }).status === 0,
})
if ('refusal' in electron) refuse(electron.refusal)
const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
for (const what of ['--app', 'renderer']) run(vite, ['build', what, '--logLevel', 'warn'])
run(builder, ['--publish', 'never', ...electron.flags, ...repositoryFlags(), ...given])

/** On GitHub, updates come from the repository that builds. */
function repositoryFlags(): string[] {
  const building = process.env['GITHUB_REPOSITORY']
  return building === undefined ? [] : [`-c.extraMetadata.repository=github:${building}`]
}
