import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createPackageWithOptions } from '@electron/asar'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { faultsOf } from './package-check.ts'

const root = join(import.meta.dirname, '..', '..')
const native = 'node_modules/keytar/prebuilds/linux-x64/keytar.node'
const target = { platform: 'linux', processor: 'x64' } as const
let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'package-check-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** The files of an app in order, each of one word but those that are looked into. */
function parts(): Map<string, string> {
  const words = [
    'package.json',
    'out/preload.cjs',
    'out/activity-thread.js',
    'out/chunk-desktop-1.js',
    'out/renderer/assets/index-1.js',
    'out/licenses.md',
    'out/renderer/licenses.md',
    'resources/icon.png',
    'node_modules/keytar/package.json',
    'node_modules/keytar/lib/keytar.js',
    ...['running', 'degraded', 'exhausted', 'failed', 'stopped'].flatMap((state) => [
      `resources/tray/${state}.png`,
      `resources/tray/${state}@2x.png`,
    ]),
  ]
  return new Map([
    ...words.map((path) => [path, ''] as const),
    ['out/main.js', 'import(`./chunk-desktop-1.js`)'],
    ['out/renderer/index.html', '<script src="./assets/index-1.js"></script>'],
  ])
}

/** Packs files as electron-builder does and looks at what came out. */
async function faults(files: ReadonlyMap<string, string>, nativeFrom = native): Promise<string[]> {
  const app = join(folder, 'app')
  for (const [path, text] of files) {
    mkdirSync(dirname(join(app, path)), { recursive: true })
    writeFileSync(join(app, path), text)
  }
  cpSync(join(root, nativeFrom), join(app, native))
  await createPackageWithOptions(app, join(folder, 'app.asar'), { unpack: '**/*.node' })
  return faultsOf(folder, target)
}

describe('a packed app', () => {
  it('is in order when everything is there', async () => {
    expect(await faults(parts())).toEqual([])
  })

  it.each(['out/preload.cjs', 'resources/tray/failed.png', 'out/renderer/index.html'])(
    'is faulty without %s',
    async (path) => {
      const files = parts()
      files.delete(path)
      expect(await faults(files)).toEqual([`${path} is missing`])
    },
  )

  it.each(['out/chunk-desktop-1.js', 'out/renderer/assets/index-1.js'])(
    'is faulty without a part that others name: %s',
    async (path) => {
      const files = parts()
      files.delete(path)
      expect(await faults(files)).toEqual([`${path} is missing`])
    },
  )

  it('is faulty with what is not used at run time', async () => {
    const files = parts().set('node_modules/zod/index.js', '').set('out/headless-a-1.js', '')
    expect(await faults(files)).toContain('out/headless-a-1.js does not belong there')
    expect(await faults(files)).toContain('node_modules/zod/index.js does not belong there')
  })

  it('is faulty with a keychain module for another processor, or inside the archive', async () => {
    const foreign = native.replace('x64', 'arm64')
    expect(await faults(parts(), foreign)).toEqual([`${native} was not compiled for linux-x64`])
    rmSync(join(folder, 'app.asar.unpacked'), { recursive: true })
    expect(faultsOf(folder, target)).toEqual([`${native} is missing outside the archive`])
  })

  it('is faulty without its archive', () => {
    expect(faultsOf(folder, target)).toEqual([`${join(folder, 'app.asar')} is missing`])
  })
})
