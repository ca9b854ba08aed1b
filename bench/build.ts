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

/**
 * Builds a service that remembers no requests, which is no setting of the real one; gives its folder.
 * Throws when there is nothing to leave out where it was.
 */
export async function buildWithoutRequestLog(): Promise<string> {
  const outDir = join(root, 'artifacts', 'without-request-log')
  let isLeftOut = false
  const withoutRequestLog: Plugin = {
    name: 'without-request-log',
    load(id) {
      if (id !== FOLLOWER) return null
      isLeftOut = true
      return 'export const followRequest = () => {}, answerClosed = () => {}'
    },
  }
  const { headless } = config.environments ?? {}
  const builder = await createBuilder({
    root,
    configFile: false,
    logLevel: 'warn',
    plugins: [...(config.plugins ?? []), withoutRequestLog],
    environments: { headless: { ...headless, build: { ...headless?.build, outDir } } },
  })
  const [environment] = Object.values(builder.environments).filter(
    ({ name }) => name === 'headless',
  )
  if (environment === undefined) throw new Error('vite.config.ts has no environment "headless"')
  await builder.build(environment)
  if (!isLeftOut) throw new Error(`${FOLLOWER} is not part of the service`)
  return outDir
}
