import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { canReplaceItself } from './installer.ts'

let resources = ''
beforeEach(() => {
  resources = mkdtempSync(join(tmpdir(), 'installer-'))
  writeFileSync(join(resources, 'app-update.yml'), 'provider: github\n')
})
afterEach(() => rmSync(resources, { recursive: true }))

const facts = (platform: NodeJS.Platform, environment = {}) => ({
  platform,
  isPackaged: true,
  resources,
  environment,
  execPath: '/opt/gemini-balance',
})

describe('the app replaces itself', () => {
  it('where its installer or AppImage put it', async () => {
    expect(await canReplaceItself(facts('win32'))).toBe(true)
    expect(await canReplaceItself(facts('linux', { APPIMAGE: '/home/me/app.AppImage' }))).toBe(true)
  })

  it('but not where a package manager did, on a Mac without a signature, or from its sources', async () => {
    expect(await canReplaceItself(facts('linux'))).toBe(false)
    expect(await canReplaceItself(facts('darwin'))).toBe(false)
    expect(await canReplaceItself({ ...facts('win32'), isPackaged: false })).toBe(false)
  })

  it('and not from a package that names no place to look', async () => {
    rmSync(join(resources, 'app-update.yml'))
    expect(await canReplaceItself(facts('win32'))).toBe(false)
    writeFileSync(join(resources, 'app-update.yml'), '')
  })
})
