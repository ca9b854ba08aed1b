/** `npm run dist:smoke`: starts the app that `npm run dist` has packed for this machine and has it look at itself. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const dist = join(import.meta.dirname, '..', '..', 'dist')
const arch = process.arch === 'x64' ? '' : `-${process.arch}`
const programs: Readonly<Record<string, string>> = {
  darwin: `mac${arch}/Gemini Balance.app/Contents/MacOS/Gemini Balance`,
  win32: `win${arch}-unpacked/Gemini Balance.exe`,
  linux: `linux${arch}-unpacked/gemini-balance-desktop`,
}
const program = join(dist, programs[process.platform] ?? '')
if (!existsSync(program)) {
  process.stderr.write(`There is no ${program}; npm run dist makes it.\n`)
  process.exit(1)
}
// Chromium's helper for its sandbox belongs to root only after an installation.
const flags = process.platform === 'linux' ? ['--no-sandbox'] : []
const { status, error } = spawnSync(program, ['--self-test', ...flags], {
  stdio: 'inherit',
  timeout: 120_000,
})
if (error !== undefined) process.stderr.write(`${error.message}\n`)
process.exit(status ?? 1)
