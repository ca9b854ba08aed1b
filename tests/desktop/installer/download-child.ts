/** Downloads the release that its folder's app-update.yml leads to and prints what came of it. */
import { mkdirSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const electron = pathToFileURL(join(import.meta.dirname, 'electron.ts')).href
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: electron, shortCircuit: true } : next(specifier, context),
})
const resources = process.cwd()
Object.assign(process, { resourcesPath: resources })
mkdirSync(join(resources, 'user-data'))

const { openInstaller } = await import('../../../electron/shell/updates/installer.ts')
const installer = await openInstaller({
  platform: process.platform,
  isPackaged: true,
  resources,
  environment: process.env,
  execPath: process.execPath,
})
const percents: number[] = []
const outcome = await installer
  ?.download((percent) => percents.push(percent))
  .then(
    () => 'downloaded',
    (error: unknown) => String(error),
  )
process.stdout.write(JSON.stringify({ outcome, percents }))
process.exit(0)
