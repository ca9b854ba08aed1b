/** What must be inside a packed app, and nothing beside it. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { extractFile, listPackage } from '@electron/asar'
import { type MachineCode, machineCodeOf } from './machine-code.ts'

const always = [
  'package.json',
  'out/main.js',
  'out/preload.cjs',
  'out/activity-thread.js',
  'out/renderer/index.html',
  'out/licenses.md',
  'out/renderer/licenses.md',
  'resources/icon.png',
  'node_modules/keytar/package.json',
]

/** What the tray is drawn with, by system. */
const trayPictures: Readonly<Record<MachineCode['platform'], readonly string[]>> = {
  darwin: ['Template.png', 'Template@2x.png'],
  win32: ['-light.ico', '-dark.ico'],
  linux: ['.png', '@2x.png'],
}
const trayStates = ['running', 'degraded', 'exhausted', 'failed', 'stopped']

/** Folders of `node_modules` that are used at run time. */
const modules = ['keytar']

/**
 * One sentence per fault of a packed app; none when it is in order.
 * @param resources its folder with `app.asar`
 * @param target what it was packed for
 */
export function faultsOf(resources: string, target: MachineCode): string[] {
  const archive = join(resources, 'app.asar')
  if (!existsSync(archive)) return [`${archive} is missing`]
  const files = new Set(listPackage(archive, { isPack: false }).map((path) => normal(path)))
  const pictures = trayStates.flatMap((state) =>
    trayPictures[target.platform].map((ending) => `resources/tray/${state}${ending}`),
  )
  const text = (path: string) => extractFile(archive, path).toString()
  return [
    ...[...always, ...pictures].filter((path) => !files.has(path)).map(missing),
    ...missingParts(files, text),
    ...strangers(files),
    ...nativeFaults(resources, target),
  ]
}

const missing = (path: string) => `${path} is missing`

function normal(path: string): string {
  return path.replaceAll('\\', '/').replace(/^\//, '')
}

/** Files that the bundles and the page name but that were left out. */
function missingParts(files: ReadonlySet<string>, text: (path: string) => string): string[] {
  const sources = [...files].filter((path) =>
    /^out\/([^/]+\.c?js|renderer\/index\.html)$/.test(path),
  )
  const named = sources.flatMap((path) => {
    const folder = path.slice(0, path.lastIndexOf('/') + 1)
    const names = text(path).matchAll(/["'`]\.\/((?:chunk-|assets\/)[\w./-]+)["'`]/g)
    return [...names].map(([, name = '']) => folder + name)
  })
  return [...new Set(named)].filter((path) => !files.has(path)).map(missing)
}

function strangers(files: ReadonlySet<string>): string[] {
  const used = modules.map((name) => `node_modules/${name}`)
  const isUsed = (path: string) =>
    used.some((folder) => path === folder || path.startsWith(`${folder}/`))
  const found = [...files].filter(
    (path) =>
      (path.startsWith('node_modules/') && !isUsed(path)) || /^out\/headless.*\.js$/.test(path),
  )
  return found.map((path) => `${path} does not belong there`)
}

function nativeFaults(resources: string, target: MachineCode): string[] {
  const path = `node_modules/keytar/prebuilds/${target.platform}-${target.processor}/keytar.node`
  const file = join(resources, 'app.asar.unpacked', path)
  if (!existsSync(file)) return [`${path} is missing outside the archive`]
  const made = machineCodeOf(readFileSync(file))
  const isRight = made?.platform === target.platform && made.processor === target.processor
  return isRight ? [] : [`${path} was not compiled for ${target.platform}-${target.processor}`]
}
