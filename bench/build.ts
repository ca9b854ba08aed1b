/** Makes the build that is measured. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')

function run(args: readonly string[]): void {
  const { status } = spawnSync(process.execPath, [vite, 'build', ...args, '--logLevel', 'warn'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  if (status !== 0) throw new Error('The service could not be built')
}

/**
 * Builds service and interface as `npm run build` does. Throws when that fails.
 * @param hasMaps writes source maps beside the service, which it does not look at itself
 */
export function build(hasMaps = false): void {
  run(hasMaps ? ['--app', '--sourcemap', 'hidden'] : ['--app'])
  run(['renderer'])
}
