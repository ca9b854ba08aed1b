import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openTokenFile } from './token-file.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'token-file-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const note = { id: 'a', name: 'Phone', createdAtMs: 1 }

describe('tokens.json', () => {
  it('is not created before there is something to write', () => {
    expect(openTokenFile(folder).read()).toBeUndefined()
    expect(readdirSync(folder)).toEqual([])
  })

  it('holds what was written', () => {
    openTokenFile(folder).write([note])
    expect(openTokenFile(folder).read()).toEqual([note])
    expect(JSON.parse(readFileSync(join(folder, 'tokens.json'), 'utf8'))).toEqual({
      tokens: [note],
    })
  })

  it('that is damaged is kept under a dated name', () => {
    writeFileSync(join(folder, 'tokens.json'), '{"tokens": [')
    const file = openTokenFile(folder)
    expect(file.setAside).toMatch(/tokens\.corrupt-[\dT.Z-]+\.json$/)
    expect(file.read()).toBeUndefined()
    file.write([note])
    expect(readdirSync(folder)).toHaveLength(2)
  })
})
