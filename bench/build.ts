/** Makes the builds that are measured. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { createBuilder, type Plugin } from 'vite'
import config from '../vite.config.ts'

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

/** Where a request's end becomes a record. */
const FOLLOWER = join(root, 'electron', 'proxy', 'request-end.ts')

/** In the build below: whether a request is to be remembered, `1` or `0`. */
export const LOG_HEADER = 'x-request-log'

/** What stands in for it: the same, for requests that are to be remembered. */
const switched = `
import { answerClosed, followRequest as follow } from ${JSON.stringify(`${FOLLOWER}?followed`)}
export { answerClosed }
export function followRequest(followed, context) {
  if (followed.request.headers['${LOG_HEADER}'] !== '0') follow(followed, context)
}
`

/**
 * Builds a service that remembers only what its client wants remembered, which is no setting of the
 * real one; gives its folder. Throws when there is nothing to switch where it was.
 */
export async function buildWithLogSwitch(): Promise<string> {
  const outDir = join(root, 'artifacts', 'with-log-switch')
  let isSwitched = false
  const logSwitch: Plugin = {
    name: 'log-switch',
    load(id) {
      if (id !== FOLLOWER) return null
      isSwitched = true
      return switched
    },
  }
  const { headless } = config.environments ?? {}
  const builder = await createBuilder({
    root,
    configFile: false,
    logLevel: 'warn',
    plugins: [...(config.plugins ?? []), logSwitch],
    environments: { headless: { ...headless, build: { ...headless?.build, outDir } } },
  })
  const [environment] = Object.values(builder.environments).filter(
    ({ name }) => name === 'headless',
  )
  if (environment === undefined) throw new Error('vite.config.ts has no environment "headless"')
  await builder.build(environment)
  if (!isSwitched) throw new Error(`${FOLLOWER} is not part of the service`)
  return outDir
}
