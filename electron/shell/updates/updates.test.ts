import { describe, expect, it } from 'vitest'
import { type Installer, createUpdates, type UpdateParts } from './updates.ts'

const HOUR_MS = 3_600_000
const pageUrl = 'https://github.com/someone/balance/releases/tag/v1.3.0'
const newer = { tag_name: 'v1.3.0', html_url: pageUrl }

/** A clock that is moved by hand. */
function clockByHand() {
  let nowMs = 0
  let waiting: { atMs: number; callback: () => void }[] = []
  return {
    nowMs: () => nowMs,
    after(delayMs: number, callback: () => void) {
      const entry = { atMs: nowMs + delayMs, callback }
      waiting.push(entry)
      return () => {
        waiting = waiting.filter((other) => other !== entry)
      }
    },
    move(byMs: number) {
      nowMs += byMs
      const due = waiting.filter(({ atMs }) => atMs <= nowMs)
      waiting = waiting.filter(({ atMs }) => atMs > nowMs)
      for (const { callback } of due) callback()
    },
    count: () => waiting.length,
  }
}

function setUp(change: Partial<UpdateParts> = {}) {
  const clock = clockByHand()
  const asked: string[] = []
  const updates = createUpdates({
    version: '1.2.0',
    repository: 'someone/balance',
    fetchJson: async (url) => {
      asked.push(url)
      return newer
    },
    openInstaller: async () => undefined,
    isAutomatic: () => true,
    clock,
    ...change,
  })
  const kinds: string[] = []
  updates.onChange(() => kinds.push(updates.state().kind))
  return { updates, clock, asked, kinds }
}

describe('looking for updates', () => {
  it('tells of a newer version and where it is', async () => {
    const { updates, asked, kinds } = setUp()
    expect(await updates.check()).toEqual({
      kind: 'available',
      version: '1.3.0',
      pageUrl,
      canInstall: false,
    })
    expect(asked).toEqual(['https://api.github.com/repos/someone/balance/releases/latest'])
    expect(kinds).toEqual(['checking', 'available'])
  })

  it('says when this is the latest', async () => {
    const { updates } = setUp({ version: '1.3.0' })
    expect(await updates.check()).toEqual({ kind: 'latest', checkedAtMs: 0 })
  })

  it('says what went wrong, and can be asked again', async () => {
    let isOnline = false
    const { updates } = setUp({
      fetchJson: () => (isOnline ? Promise.resolve(newer) : Promise.reject(new Error('no net'))),
    })
    expect(await updates.check()).toEqual({ kind: 'failed', message: 'no net' })
    isOnline = true
    expect(await updates.check()).toMatchObject({ kind: 'available' })
  })

  it('asks nobody when the build names no repository', async () => {
    const { updates, asked } = setUp({ repository: undefined })
    expect(await updates.check()).toEqual({ kind: 'no-source' })
    expect(asked).toEqual([])
  })

  it('happens a minute after the start and then daily, by itself', async () => {
    const { clock, asked } = setUp({ version: '1.3.0' })
    clock.move(59_000)
    expect(asked).toHaveLength(0)
    clock.move(1000)
    expect(asked).toHaveLength(1)
    await Promise.resolve()
    clock.move(23 * HOUR_MS)
    expect(asked).toHaveLength(1)
  })

  it('does not happen by itself while the setting is off, but again when it is on', async () => {
    let isAutomatic = false
    const { clock, asked } = setUp({ isAutomatic: () => isAutomatic })
    clock.move(60_000)
    expect(asked).toHaveLength(0)
    isAutomatic = true
    clock.move(24 * HOUR_MS)
    expect(asked).toHaveLength(1)
  })

  it('ends with the app', () => {
    const { updates, clock } = setUp()
    updates.close()
    expect(clock.count()).toBe(0)
  })
})

describe('installing an update', () => {
  function installer(download: Installer['download']) {
    const done: string[] = []
    const openInstaller = async (): Promise<Installer> => ({
      download: async (onPercent) => {
        done.push('download')
        await download(onPercent)
      },
      install: () => void done.push('install'),
    })
    return { ...setUp({ openInstaller }), done }
  }

  it('downloads and installs nothing until a person says so, each time', async () => {
    const { updates, kinds, done } = installer(async (onPercent) => onPercent(41.7))
    expect(await updates.check()).toMatchObject({ canInstall: true })
    expect(updates.install().kind).toBe('available')
    expect(done).toEqual([])
    expect(await updates.download()).toEqual({ kind: 'ready', version: '1.3.0' })
    expect(kinds).toEqual(['checking', 'available', 'downloading', 'downloading', 'ready'])
    expect(done).toEqual(['download'])
    expect(await updates.check()).toMatchObject({ kind: 'ready' })
    updates.install()
    expect(done).toEqual(['download', 'install'])
  })

  it('that fails says why and leads to the page of the release', async () => {
    const { updates } = installer(() => Promise.reject(new Error('sha512 mismatch')))
    await updates.check()
    expect(await updates.download()).toEqual({
      kind: 'failed',
      message: 'sha512 mismatch',
      pageUrl,
    })
  })

  it('is not offered where the package cannot replace itself', async () => {
    const { updates } = setUp()
    await updates.check()
    expect((await updates.download()).kind).toBe('available')
  })
})
