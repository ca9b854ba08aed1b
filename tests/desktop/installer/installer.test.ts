import { execFile } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const why = process.platform === 'linux' ? undefined : 'skipped: it is an AppImage that is replaced'
const installer = randomBytes(50_000)
const rightSum = createHash('sha512').update(installer).digest('base64')

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'installer-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** The files of a release: what electron-builder says of it, and the AppImage itself. */
async function serveRelease(version: string, sha512: string) {
  const file = `url: new.AppImage\n    sha512: ${sha512}\n    size: ${installer.length}`
  const latest = `version: ${version}\nfiles:\n  - ${file}\npath: new.AppImage\nsha512: ${sha512}\nreleaseDate: 2026-11-24\n`
  const server = createServer(({ url = '' }, response) => {
    const isInstaller = url.startsWith('/new.AppImage')
    response.setHeader('content-length', isInstaller ? installer.length : latest.length)
    response.end(isInstaller ? installer : latest)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/`, [Symbol.dispose]: () => void server.close() }
}

async function download(version: string, sha512: string) {
  using release = await serveRelease(version, sha512)
  const config = `provider: generic\nurl: ${release.url}\nupdaterCacheDirName: updater\n`
  writeFileSync(join(folder, 'app-update.yml'), config)
  writeFileSync(join(folder, 'old.AppImage'), 'old')
  const child = join(import.meta.dirname, 'download-child.ts')
  const { stdout } = await promisify(execFile)(process.execPath, [child], {
    cwd: folder,
    env: { ...process.env, APPIMAGE: join(folder, 'old.AppImage'), XDG_CACHE_HOME: folder },
  })
  return JSON.parse(stdout)
}

describe.skipIf(why !== undefined)(`an update${why ? ` (${why})` : ''}`, () => {
  it('is downloaded with electron-updater', async () => {
    expect(await download('99.0.0', rightSum)).toEqual({ outcome: 'downloaded', percents: [100] })
  })

  it('is not taken when it is not what the release says', async () => {
    const { outcome } = await download('99.0.0', createHash('sha512').digest('base64'))
    expect(outcome).toContain('sha512 checksum mismatch')
  })

  it('that has no newer package says so', async () => {
    const { outcome } = await download('0.1.0', rightSum)
    expect(outcome).toContain('no package for this system yet')
  })
})
