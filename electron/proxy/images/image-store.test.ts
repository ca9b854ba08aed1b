import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createImageStore } from './image-store.ts'

const day = 86_400_000
let folder: string
let nowMs = 0

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'store-'))
  nowMs = Date.UTC(2026, 10, 24)
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const open = (inside = folder) =>
  createImageStore({
    folder: inside,
    rules: () => ({ imageRetentionDays: 30, imageRetentionMegabytes: 100 }),
    nowMs: () => nowMs,
    redact: (text) => text,
    onProblem(error) {
      throw error
    },
  })
const cat = { content: Buffer.from('png'), mimeType: 'image/png', prompt: 'a cat', model: 'm' }

describe('stored images', () => {
  it('are known with all about them after a restart', async () => {
    const saved = await open().save({ ...cat, signature: 'sig' })
    const next = open()
    expect(await next.list()).toEqual([saved])
    expect((await next.read(saved.name))?.content.toString()).toBe('png')
  })

  it('are shown although their note is lost or no JSON', async () => {
    const { name } = await open().save(cat)
    writeFileSync(join(folder, `${name}.json`), '{')
    expect(await open().list()).toMatchObject([
      { name, prompt: '', mimeType: 'image/png', bytes: 3 },
    ])
  })

  it('that were half written are gone at the next start', async () => {
    writeFileSync(join(folder, `${'0'.repeat(32)}.png.part`), 'pn')
    expect(await open().list()).toEqual([])
    expect(readdirSync(folder)).toEqual([])
  })

  it('that somebody deleted by hand are forgotten', async () => {
    const store = open()
    const { name } = await store.save(cat)
    rmSync(join(folder, name))
    expect([await store.read(name), await store.list()]).toEqual([undefined, []])
  })

  it('go when they are too old, and the next one comes', async () => {
    const store = open()
    const old = await store.save(cat)
    nowMs += 31 * day
    const young = await store.save(cat)
    await store.settled()
    expect((await store.list()).map(({ name }) => name)).toEqual([young.name])
    expect(readdirSync(folder)).not.toContain(old.name)
  })

  it('can be had again once a folder that could not be read can be', async () => {
    const file = join(folder, 'no-folder')
    writeFileSync(file, '')
    const store = open(file)
    await expect(store.list()).rejects.toThrow('ENOTDIR')
    rmSync(file)
    expect(await store.list()).toEqual([])
  })
})
