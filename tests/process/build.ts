/** Builds what is shipped, once, before the tests that run it. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')
const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
let isBuilt = false

/** Several projects need the build; the first one makes it. Throws with the builder's own words. */
export default function buildOnce(): void {
  if (isBuilt) return
  for (const what of ['--app', 'renderer']) {
    // In a process of its own: inside Vitest the interface would be built with Vitest's transforms.
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [vite, 'build', what, '--logLevel', 'warn'],
      { cwd: root, encoding: 'utf8', env: { ...process.env, NODE_ENV: 'production' } },
    )
    if (status !== 0) throw new Error(`vite build ${what} failed:\n${stdout}${stderr}`)
  }
  isBuilt = true
}
