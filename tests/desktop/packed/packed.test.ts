/** The app as electron-builder packs it, with a program that is not Electron, run on the double. */
import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { extractAll } from '@electron/asar'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { whySkipped } from '../start-app.ts'
import { fusesOn, makeFakeElectron } from './fake-electron.ts'

const root = join(import.meta.dirname, '..', '..', '..')
const native = `node_modules/keytar/prebuilds/linux-${process.arch}/keytar.node`
const why = whySkipped()

let folder = ''
let packed = ''
let app = ''

interface Outcome {
  code: number
  output: string
}

function run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Outcome> {
  return new Promise((resolve) => {
    const options = { cwd: root, env: { ...process.env, ...env } }
    execFile(process.execPath, args, options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), output: stdout + stderr })
    })
  })
}

/** Has the packed app look at itself. */
const selfTest = () =>
  run(
    [
      '--import',
      join(root, 'tests', 'desktop', 'double', 'register.ts'),
      join(app, 'out', 'main.js'),
      '--self-test',
    ],
    { DOUBLE_USER_DATA: folder, TMPDIR: folder, DOUBLE_PACKAGED: '1' },
  )

describe.skipIf(why !== undefined)(`the packed app${why ? ` (${why})` : ''}`, () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gemini-balance-packed-'))
    makeFakeElectron(join(folder, 'electron'))
    const builder = createRequire(import.meta.url).resolve('electron-builder/cli.js')
    const { code, output } = await run([
      builder,
      '--linux',
      'dir',
      '--publish',
      'never',
      `-c.electronDist=${join(folder, 'electron')}`,
      `-c.directories.output=${join(folder, 'dist')}`,
    ])
    expect({ code, output }).toMatchObject({ code: 0 })
    const [name = ''] = readdirSync(join(folder, 'dist')).filter((one) => one.includes('unpacked'))
    packed = join(folder, 'dist', name)
    app = join(folder, 'app')
    extractAll(join(packed, 'resources', 'app.asar'), app)
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('has only those fuses on that keep it to its own, whole archive', () => {
    expect(fusesOn(readFileSync(join(packed, 'gemini-balance-desktop')))).toEqual([
      'cookieEncryption',
      'asarIntegrity',
      'onlyLoadAppFromAsar',
    ])
  })

  it('has nothing but the native module outside of the archive, and the languages of the app', () => {
    const outside = readdirSync(join(packed, 'resources', 'app.asar.unpacked'), {
      recursive: true,
      withFileTypes: true,
    })
    const files = outside.filter((entry) => entry.isFile()).map(({ name }) => name)
    expect(files).toEqual(['keytar.node'])
    expect(readdirSync(join(packed, 'locales'))).toEqual(['en-US.pak', 'zh-CN.pak'])
    expect(readdirSync(app, { recursive: true }).map(String)).toContain(native)
  })

  it('starts, serves and shows its page, and leaves nothing behind', async () => {
    expect(await selfTest()).toMatchObject({
      code: 0,
      output: expect.stringContaining('All that the app needs is there.'),
    })
    expect(readdirSync(folder).filter((name) => name.includes('self-test'))).toEqual([])
  })

  it('says what is missing', async () => {
    rmSync(join(app, native))
    expect(await selfTest()).toMatchObject({
      code: 1,
      output: expect.stringContaining('The keychain module does not load: Error:'),
    })
  })
})
