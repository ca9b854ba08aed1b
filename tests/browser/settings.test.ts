/** Settings and access tokens, as a person changes them. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { settingNames } from '../../electron/shared/settings.ts'
import { whySkipped } from './chromium.ts'
import { openPage } from './console.ts'
import { keyText, openScene, type Scene } from './scene.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const button = (page: Page, name: string | RegExp) =>
  page.getByRole('button', { name, exact: true }).first()

const sections = [
  'server',
  'security',
  'upstream',
  'keys',
  'models',
  'tools',
  'images',
  'activity',
  'appearance',
]

describe.skipIf(whySkipped !== undefined)(
  `settings in the interface${whySkipped ? ` (${whySkipped})` : ''}`,
  () => {
    let scene: Scene
    beforeAll(async () => {
      scene = await openScene({ MAX_FAILURES: '5' })
      await scene.ask('keys.add', { text: keyText(1) })
    })
    afterAll(() => scene[Symbol.asyncDispose]())

    const value = async (name: string) => (await scene.ask('settings.get')).values[name]

    it('are all there with their default, but for those of a desktop, and of image hosts not in use', async () => {
      const { page, complaints } = await scene.visit()
      const found = new Set<string>()
      const withoutDefault: string[] = []
      for (const section of sections) {
        await openPage(page, `settings/${section}`)
        for (const row of await page.locator('.gb-setting:has(label)').all()) {
          const id = (await row.locator('label').first().getAttribute('for')) ?? ''
          if (!settingNames.includes(id as never)) continue
          found.add(id)
          if (!/Default: \S/.test(await row.innerText())) withoutDefault.push(id)
        }
      }
      const elsewhere = /^(?:app|notifications|checkForUpdates|dropWindow|smms|picgo|cloudflare)/
      expect([...found].toSorted()).toEqual(
        settingNames.filter((name) => !elsewhere.test(name)).toSorted(),
      )
      expect(withoutDefault).toEqual([])
      expect(await button(page, 'Startup and updates').count()).toBe(0)
      expect(complaints).toEqual([])
      await page.context().close()
    })

    it('say what is wrong while it is typed, and take nothing over that is', async () => {
      const { page } = await scene.visit()
      await openPage(page, 'settings/keys')
      const field = page.getByRole('textbox', { name: 'Attempts per request' })
      await field.fill('101')
      await page.getByText('A whole number from 1 to 100').waitFor()
      await field.press('Enter')
      expect(await value('maxRetries')).toBe(3)
      await field.press('Escape')
      await page.getByText('A whole number from 1 to 100').waitFor({ state: 'detached' })
      await field.fill('7')
      await field.press('Enter')
      await expect.poll(() => value('maxRetries')).toBe(7)
      await page.getByText('Changed', { exact: true }).waitFor()
      await button(page, 'Back to the default: Attempts per request').click()
      await expect.poll(() => value('maxRetries')).toBe(3)
      await openPage(page, 'settings/upstream')
      await page.locator('#proxies').fill('none\nftp://127.0.0.1')
      await page.getByText('on each line').waitFor()
      await page.context().close()
    })

    it('of the environment say so and cannot be changed here', async () => {
      const { page } = await scene.visit()
      await openPage(page, 'settings/keys')
      await page.getByText('Set by MAX_FAILURES in the environment').waitFor()
      expect(await page.locator('#maxFailures').isDisabled()).toBe(true)
      await page.context().close()
    })

    it('are found by their words, their names and their variables, and by the palette', async () => {
      const { page } = await scene.visit()
      await openPage(page, 'settings')
      const search = page.getByRole('textbox', { name: 'Search settings' })
      for (const word of ['benched', 'maxFailures', 'MAX_FAILURES']) {
        await search.fill(word)
        await page.getByText('Failures until a key is benched').waitFor()
        await vi.waitFor(async () =>
          expect(await page.locator('.gb-setting').count()).toBeLessThan(4),
        )
      }
      // By the name of their group, too.
      await search.fill('proxy')
      await page.getByText('Wait for the first byte').waitFor()
      await page.keyboard.press('Control+k')
      await page.getByRole('textbox', { name: 'Go to or do…' }).fill('Attempts per request')
      await page.keyboard.press('Enter')
      await page.locator('#maxRetries:focus').waitFor()
      await page.context().close()
    })

    it('give models names of a person’s own, which clients are served under at once', async () => {
      const { page, complaints } = await scene.visit()
      await openPage(page, 'settings/models')
      await button(page, 'Add an alias').click()
      await page.getByRole('textbox', { name: 'Name that clients use' }).fill('gpt-4o')
      await page.getByRole('combobox', { name: 'Model that serves it' }).fill('gemini-3.6-flash')
      await page.getByRole('combobox', { name: 'Model that serves it' }).press('Tab')
      await expect.poll(() => value('modelAliases')).toEqual({ 'gpt-4o': 'gemini-3.6-flash' })
      expect((await scene.chat({ model: 'gpt-4o' })).status).toBe(200)
      await openPage(page, 'requests')
      await button(page, /200.*gemini-3\.6-flash.*asked for gpt-4o/).waitFor()
      expect(complaints).toEqual([])
      await page.context().close()
    })

    it('make a token that a client is served with, rename it, and revoke it: the client gets 401', async () => {
      const { page, complaints } = await scene.visit()
      await openPage(page, 'settings/tokens')
      await page.getByLabel('Name').fill('A client')
      await button(page, 'Create').click()
      // The focus is where the next step is.
      await page.locator('[data-copy]:focus').waitFor()
      await page.keyboard.press('Enter')
      await button(page, 'Copied').waitFor()
      const token = String(await page.evaluate('navigator.clipboard.readText()'))
      expect((await scene.chat({ token })).status).toBe(200)
      await page.getByText(/Created: .* Last used: (now|\d+ sec)/).waitFor()
      await button(page, 'Rename: A client').click()
      await page.getByRole('textbox', { name: 'Name' }).last().fill('My phone')
      await page.keyboard.press('Enter')
      await page.getByText('My phone').waitFor()
      await button(page, 'Revoke').click()
      expect((await scene.chat({ token })).status).toBe(200)
      await button(page, 'Revoke for good').click()
      await page.getByText('Revoked.').waitFor()
      expect((await scene.chat({ token })).status).toBe(401)
      expect(complaints).toEqual([])
      await page.context().close()
    })
  },
)
