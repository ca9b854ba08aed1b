/** What only an installed app does, and what it makes of damaged files and a machine without a keychain. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createHome, freePort, type Home, labelsOf, whySkipped, PATIENCE_MS } from './start-app.ts'

const why = whySkipped()

let home: Home
let port = 0
beforeEach(async () => {
  home = createHome()
  port = await freePort()
})
afterEach(() => home[Symbol.dispose]())

const settle = (settings: object = {}) => home.settle({ port, appLanguage: 'en', ...settings })

describe.skipIf(why !== undefined)(`launch at login${why ? ` (${why})` : ''}`, () => {
  it('is off until somebody wants it, in tray and page alike, and read off the system', async () => {
    settle()
    const entry = join(home.dataDir, '..', '.config', 'autostart', 'gemini-balance.desktop')
    await using app = home.start({ isPackaged: true })
    await app.running(port)
    const isOn = (wanted: boolean) =>
      app.until(({ tray }) =>
        tray?.menu.some(({ label, checked }) => label === 'Launch at login' && checked === wanted),
      )
    await isOn(false)
    expect(existsSync(entry)).toBe(false)
    const page = await app.page()
    await page.getByRole('link', { name: 'Settings' }).click()
    await page.getByRole('button', { name: 'Startup and updates' }).click()
    const inPage = page.getByRole('switch', { name: 'Launch at login' })
    await app.tell({ do: 'click', path: ['Launch at login'] })
    await isOn(true)
    await vi.waitUntil(() => inPage.isChecked(), { timeout: PATIENCE_MS })
    expect(readFileSync(entry, 'utf8')).toContain(`Exec="${process.execPath}" --hidden\n`)

    await page.getByText('Launch at login').click()
    await isOn(false)
    expect(existsSync(entry)).toBe(false)
    await page.getByText('Launch at login').click()
    await isOn(true)
    rmSync(entry)
    // The system is asked again with the next look at anything.
    await vi.waitUntil(
      async () => {
        await app.tell({ do: 'power', event: 'resume' })
        const { tray } = await app.look()
        return tray?.menu.some(({ label, checked }) => label === 'Launch at login' && !checked)
      },
      { timeout: PATIENCE_MS },
    )
  })

  it('is not offered to an app that runs from its sources', async () => {
    settle()
    await using app = home.start({ args: ['--demo'] })
    await app.running(port)
    expect(labelsOf((await app.look()).tray?.menu ?? [])).not.toContain('Launch at login')
    const page = await app.page()
    await page.getByRole('link', { name: 'Settings' }).click()
    await page.getByRole('button', { name: 'Startup and updates' }).click()
    await page.getByText(home.dataDir).waitFor()
    expect(await page.getByRole('switch', { name: 'Launch at login' }).count()).toBe(0)
  })
})

describe.skipIf(why !== undefined)(`a machine without a keychain${why ? ` (${why})` : ''}`, () => {
  it('keeps keys until Quit and says so, or in a file that a passphrase opens', async () => {
    settle({ baseUrl: 'http://127.0.0.1:9' })
    const key = ['AQ.', 'Ab8RN6Knochain0123456789abcdef'].join('')
    const add = { do: 'click', path: ['Keys', 'Add from clipboard'] } as const
    {
      await using app = home.start({ keyring: 'none' })
      await app.running(port)
      const desk = await app.until((seen) =>
        seen.tray?.menu.some(({ label }) => label.startsWith('▲ No keychain')) ? seen : undefined,
      )
      expect(labelsOf(desk.tray?.menu ?? [])).toContain('Copy access token')
      await app.tell({ do: 'set-clipboard', text: key })
      await app.tell(add)
      await app.until(({ tray }) => tray?.tooltip.includes('1 of 1 keys'))
      const page = await app.page()
      await page.getByRole('link', { name: 'Overview' }).click()
      await page.getByText('Keys are kept for this session only.').waitFor()
      expect(await app.quit()).toBe(0)
    }
    expect(home.filesWith(key)).toEqual([])
    {
      await using app = home.start({ keyring: 'none' })
      await app.running(port)
      const page = await app.page()
      await page.getByRole('link', { name: 'Overview' }).click()
      await page.getByRole('button', { name: /passphrase/ }).click()
      await page.getByLabel('Passphrase', { exact: true }).fill('correct horse')
      await page.getByLabel('The same once more').fill('correct horse')
      await page.getByRole('button', { name: 'Keep keys in a file' }).click()
      await app.until(({ tray }) => !tray?.menu.some(({ label }) => label.startsWith('▲')))
      await app.tell({ do: 'set-clipboard', text: key })
      await app.tell(add)
      await app.until(({ tray }) => tray?.tooltip.includes('1 of 1 keys'))
      expect(await app.quit()).toBe(0)
    }
    expect(home.filesWith(key)).toEqual([])
    expect(home.filesWith('correct horse')).toEqual([])
    await using app = home.start({ keyring: 'none' })
    await app.running(port)
    await app.until(({ tray }) => tray?.menu.some(({ label }) => label.startsWith('▲')))
    const page = await app.page()
    await page.getByRole('link', { name: 'Overview' }).click()
    await page.getByRole('button', { name: 'Enter passphrase' }).first().click()
    await page.getByLabel('Passphrase', { exact: true }).fill('correct horse')
    await page.getByRole('dialog').getByRole('button', { name: 'Enter passphrase' }).click()
    await app.until(({ tray }) => tray?.tooltip.includes('1 of 1 keys'))
  })
})

describe.skipIf(why !== undefined)(`damaged files${why ? ` (${why})` : ''}`, () => {
  it('that cannot even be set aside end the app with a sentence, not in silence', async () => {
    mkdirSync(join(home.dataDir, 'settings.json'))
    await using app = home.start()
    expect(await app.exited).toBe(1)
    expect(app.stderr).toMatch(/Gemini Balance: .*settings\.json cannot be read/)
  })

  it('and wrong settings do not keep the app from starting; each is told, nothing is lost', async () => {
    settle({ maxRetries: 'many', maxFailures: 7 })
    writeFileSync(join(home.dataDir, 'tokens.json'), '{"half":')
    writeFileSync(join(home.dataDir, 'window.json'), 'nonsense')
    await using app = home.start()
    await app.running(port)
    const page = await app.page()
    await page.getByRole('link', { name: 'Overview' }).click()
    await page.getByText(/"maxRetries" must be a whole number .*; its default counts/).waitFor()
    await page.getByText(/tokens\.json could not be read and was kept as/).waitFor()
    const kept = readdirSync(home.dataDir).filter((name) => name.includes('corrupt'))
    expect(new Set(kept.map((name) => name.split('.')[0]))).toEqual(new Set(['tokens', 'window']))
    expect(home.settings()).toMatchObject({ maxRetries: 'many', maxFailures: 7 })

    await page.getByRole('link', { name: 'Settings' }).click()
    await page.getByRole('button', { name: 'Keys and retries' }).click()
    const field = page.getByLabel('Attempts per request', { exact: true })
    await field.fill('5')
    await field.blur()
    await vi.waitUntil(
      () => 'maxRetries' in home.settings() && Object(home.settings()).maxRetries === 5,
      {
        timeout: 5000,
      },
    )
    expect(home.settings()).toMatchObject({ maxFailures: 7, port })
  })
})
