import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startConsole } from './console-client.ts'
import { rawRequest } from './raw-request.ts'
import type { WireService } from './service.ts'

const PAGE = '<!doctype html><title>Gemini Balance</title>'

let folder = ''
let pagesFolder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'console-pages-'))
  pagesFolder = join(folder, 'renderer')
  mkdirSync(join(pagesFolder, 'assets'), { recursive: true })
  mkdirSync(join(pagesFolder, '.vite'))
  writeFileSync(join(pagesFolder, 'index.html'), PAGE)
  writeFileSync(join(pagesFolder, 'assets', 'index-4f2a.js'), 'export {}')
  writeFileSync(join(pagesFolder, '.vite', 'manifest.json'), '{"hidden":1}')
  writeFileSync(join(folder, 'outside.txt'), 'out of bounds')
})
afterEach(() => rmSync(folder, { recursive: true }))

const get = (wire: WireService, path: string, headers = {}) =>
  wire.call(path, { anonymous: true, headers })

describe('the pages of the console', () => {
  it.each(['/console/', '/console/keys', '/console/requests/req_1', '/console/?a=1'])(
    '%s is the interface, fetched anew each time',
    async (path) => {
      await using wire = await startConsole({ pagesFolder })
      const answer = await get(wire, path)
      expect([answer.status, answer.text]).toEqual([200, PAGE])
      expect(answer.headers['content-type']).toBe('text/html; charset=utf-8')
      expect(answer.headers['cache-control']).toBe('no-cache')
    },
  )

  it('run under headers that let in nothing foreign', async () => {
    await using wire = await startConsole({ pagesFolder })
    const { headers } = await get(wire, '/console/')
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
    })
    const policy = String(headers['content-security-policy']).split('; ')
    expect(policy).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        "script-src 'self'",
        "connect-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
      ]),
    )
    expect(policy.join()).not.toMatch(/script-src[^;,]*unsafe|\*/)
  })

  it('have files that are kept for a year, because their names change', async () => {
    await using wire = await startConsole({ pagesFolder })
    const answer = await get(wire, '/console/assets/index-4f2a.js')
    expect([answer.status, answer.text]).toEqual([200, 'export {}'])
    expect(answer.headers['content-type']).toMatch(/javascript/)
    expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable')
  })

  it('do not answer for a file of an older build with a page', async () => {
    await using wire = await startConsole({ pagesFolder })
    const answer = await get(wire, '/console/assets/index-old.js')
    expect(answer.status).toBe(404)
    expect(answer.headers['cache-control']).toBe('no-store')
    expect(answer.text).not.toContain('<')
  })

  it.each([
    ['/', '/console/'],
    ['/auth', '/console/'],
    ['/console', '/console/'],
  ])('%s leads to %s', async (path, target) => {
    await using wire = await startConsole({ pagesFolder })
    const answer = await get(wire, path)
    expect([answer.status, answer.headers.location]).toEqual([302, target])
  })

  it.each([
    '/console/../outside.txt',
    '/console/%2e%2e/outside.txt',
    '/console/..%2foutside.txt',
    '/console/assets/../../outside.txt',
    '/console/assets/%2e%2e%2f%2e%2e%2foutside.txt',
    '/console/..%5coutside.txt',
    '/console/%252e%252e/outside.txt',
    '/console//etc/passwd.txt',
    '/console/.vite/manifest.json',
    '/console/assets/index-4f2a.js%00.html',
    '/console/%zz.txt',
  ])('%s leads nowhere', async (path) => {
    await using wire = await startConsole({ pagesFolder })
    // Clients and servers normalise paths; what counts is what arrives as it was written.
    const answer = await rawRequest(
      wire.port,
      `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
    )
    expect(answer).toMatch(/^HTTP\/1\.1 40[0-4] /)
    expect(answer).not.toMatch(/out of bounds|hidden|root:/)
  })

  it('say how to build them when they are not there', async () => {
    rmSync(pagesFolder, { recursive: true })
    await using wire = await startConsole({ pagesFolder })
    const answer = await get(wire, '/console/')
    expect(answer.status).toBe(503)
    expect(answer.text).toContain('npm run build')
    expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8')
  })

  it('are not for pages of other names or sites', async () => {
    await using wire = await startConsole({ pagesFolder })
    expect((await get(wire, '/console/', { host: 'evil.example' })).status).toBe(403)
    expect((await get(wire, '/console/', { origin: 'https://evil.example' })).status).toBe(403)
  })
})
