/**
 * `npm run dist`: installers for this system, in `dist/`. What follows `--` goes to electron-builder,
 * such as `--dir` for the app without an installer or `--linux AppImage --x64`.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import packageJson from '../../package.json' with { type: 'json' }
import { electronDist } from './electron-dist.ts'

const root = join(import.meta.dirname, '..', '..')
const builder = createRequire(import.meta.url).resolve('electron-builder/cli.js')
// GitHub hands over a secret that is not there as an empty text, which is no certificate.
const env = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ''))

/** Runs a program of Node's and ends with it if it fails. */
function run(script: string, flags: readonly string[]): void {
  const { status } = spawnSync(process.execPath, [script, ...flags], {
    cwd: root,
    stdio: 'inherit',
    env,
  })
  if (status !== 0) process.exit(status ?? 1)
}

function refuse(reason: string): never {
  process.stderr.write(`${reason}\n`)
  return process.exit(1)
}

/** On GitHub, updates come from the repository that builds, unless package.json names another. */
function repositoryFlags(): string[] {
  if ('repository' in packageJson) return []
  const building = env['GITHUB_REPOSITORY']
  if (building !== undefined) return [`-c.extraMetadata.repository=github:${building}`]
  process.stdout.write(
    'package.json names no repository: the app will not find updates, and there is no .deb, which must name a homepage.\n',
  )
  return process.platform === 'linux' ? ['-c.linux.target=AppImage'] : []
}

const wanted = process.argv.slice(2)
const electron = electronDist({
  given: env['ELECTRON_OVERRIDE_DIST_PATH'],
  isNamed: wanted.some((flag) => /electronDist|--help/.test(flag)),
  exists: existsSync,
  fetch: () =>
    spawnSync(process.execPath, [join(root, 'node_modules', 'electron', 'install.js')], {
      encoding: 'utf8',
    }).status === 0,
})
if ('refusal' in electron) refuse(electron.refusal)
const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
for (const what of ['--app', 'renderer']) run(vite, ['build', what, '--logLevel', 'warn'])
run(builder, ['--publish', 'never', ...electron.flags, ...repositoryFlags(), ...wanted])
