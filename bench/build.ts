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

const moduleOf = (...path: string[]) => join(root, 'electron', ...path)
/** Where a request's end becomes a record. */
const FOLLOWER = moduleOf('proxy', 'request-end.ts')

/** In the build below: whether a request is to be remembered, `1` or `0`. */
export const LOG_HEADER = 'x-request-log'

/** What stands in for modules of the service. */
const substitutes = new Map([
  [
    FOLLOWER,
    `import { answerClosed, followRequest as follow } from ${JSON.stringify(`${FOLLOWER}?followed`)}
    export { answerClosed }
    export function followRequest(followed, context) {
      if (followed.request.headers['${LOG_HEADER}'] !== '0') follow(followed, context)
    }`,
  ],
  // What is put off until there is less to do would be done while nothing is remembered.
  [
    moduleOf('activity', 'housekeeping.ts'),
    'export const createHousekeeping = () => ({ keep() {}, stored() {}, stop() {} })',
  ],
])

/**
 * Builds a service that remembers only what its client wants remembered, and puts sorting and tidying
 * off for ever, which are no settings of the real one; gives its folder. Throws when there is nothing
 * to replace where it was.
 */
export async function buildWithLogSwitch(): Promise<string> {
  const outDir = join(root, 'artifacts', 'with-log-switch')
  const missing = new Set(substitutes.keys())
  const logSwitch: Plugin = {
    name: 'log-switch',
    load(id) {
      missing.delete(id)
      return substitutes.get(id) ?? null
    },
  }
  const { headless, thread } = config.environments ?? {}
  const builder = await createBuilder({
    root,
    configFile: false,
    logLevel: 'warn',
    plugins: [...(config.plugins ?? []), logSwitch],
    environments: {
      headless: { ...headless, build: { ...headless?.build, outDir } },
      thread: { ...thread, build: { ...thread?.build, outDir } },
    },
  })
  for (const name of ['headless', 'thread']) {
    const environment = builder.environments[name]
    if (environment === undefined) throw new Error(`vite.config.ts has no environment "${name}"`)
    await builder.build(environment)
  }
  for (const path of missing) throw new Error(`${path} is not part of the service`)
  return outDir
}
