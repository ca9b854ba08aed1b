/** As much of an unpacked Electron for Linux as electron-builder needs to pack an app with it. */
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import electronJson from 'electron/package.json' with { type: 'json' }

/** What electron-builder finds the fuses by, and how they stand in a new Electron (@electron/fuses). */
const SENTINEL = Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX')
const FUSES_AS_SHIPPED = '101100010'
/** In the order of the wire. */
const fuseNames = [
  'runAsNode',
  'cookieEncryption',
  'nodeOptions',
  'nodeCliInspect',
  'asarIntegrity',
  'onlyLoadAppFromAsar',
  'browserV8Snapshot',
  'fileProtocolPrivileges',
]

/** Makes the folder. Its program does nothing. */
export function makeFakeElectron(folder: string): void {
  mkdirSync(join(folder, 'locales'), { recursive: true })
  mkdirSync(join(folder, 'resources'))
  const program = join(folder, 'electron')
  copyFileSync('/bin/true', program)
  const wire = Buffer.concat([SENTINEL, Buffer.from([1, FUSES_AS_SHIPPED.length])])
  writeFileSync(program, Buffer.concat([wire, Buffer.from(FUSES_AS_SHIPPED)]), { flag: 'a' })
  writeFileSync(join(folder, 'version'), electronJson.version)
  for (const name of ['LICENSE', 'LICENSES.chromium.html', 'icudtl.dat', 'resources.pak'])
    writeFileSync(join(folder, name), '')
  for (const language of ['en-US', 'zh-CN', 'de'])
    writeFileSync(join(folder, 'locales', `${language}.pak`), '')
}

/** The fuses of a program that are on. */
export function fusesOn(program: Buffer): string[] {
  const start = program.indexOf(SENTINEL) + SENTINEL.length + 2
  return fuseNames.filter(
    (_name, at) => program.toString('latin1', start + at, start + at + 1) === '1',
  )
}
