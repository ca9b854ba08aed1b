/** What the tests need from the system, and how it gets there where we may install it. */
import { spawnSync } from 'node:child_process'

/** A command the tests run, and the Debian packages it comes with. */
const needs = [
  { command: 'gnome-keyring-daemon', packages: ['gnome-keyring', 'libsecret-1-0'] },
  { command: 'dbus-run-session', packages: ['dbus', 'dbus-daemon'] },
  // With a font for Chinese, so that screenshots show what people see.
  { command: 'chromium', packages: ['chromium', 'fonts-noto-cjk'] },
]

function isThere(command: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${command}`]).status === 0
}

/** Installs what is missing as root on Debian; anywhere else says in one line what is missing. */
export function prepareSystem(): void {
  if (process.platform !== 'linux') return
  const missing = needs.filter(({ command }) => !isThere(command))
  if (missing.length === 0) return
  const packages = missing.flatMap((need) => need.packages)
  if (process.getuid?.() !== 0 || !isThere('apt-get')) {
    process.stdout.write(`Some tests will be skipped; they need: ${packages.join(' ')}\n`)
    return
  }
  process.stdout.write(`Installing ${packages.join(' ')}…\n`)
  const apt = `apt-get update -qq && apt-get install -y -qq --no-install-recommends ${packages.join(' ')}`
  const { status, stderr } = spawnSync('sh', ['-c', apt], {
    encoding: 'utf8',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
  if (status !== 0) process.stdout.write(`They could not be installed: ${stderr.trim()}\n`)
}
