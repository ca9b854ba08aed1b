import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { createHome, freePort, type Home, whySkipped } from './start-app.ts'

const why = whySkipped()
vi.setConfig({ testTimeout: 60_000 })

async function homeWith(settings: object): Promise<Home> {
  const home = createHome()
  const path = join(home.dataDir, 'settings.json')
  writeFileSync(path, JSON.stringify({ port: await freePort(), appLanguage: 'en', ...settings }))
  return home
}

describe.skipIf(why !== undefined)(`an app under test${why ? ` (${why})` : ''}`, () => {
  it('leaves no process behind, whether it quits or is thrown away', async () => {
    using home = await homeWith({})
    const thrownAway = home.start()
    await thrownAway.page()
    expect(thrownAway.processes().length).toBeGreaterThanOrEqual(4)
    await thrownAway[Symbol.asyncDispose]()
    expect(thrownAway.processes()).toEqual([])

    await using quitting = home.start()
    await quitting.page()
    expect(await quitting.quit()).toBe(0)
    await vi.waitUntil(() => quitting.processes().length === 0, { timeout: 5000 })
  })
})
