/** What people do with their keys. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { keyFaults } from '../../electron/demo/key-faults.ts'
import { TOKEN } from '../process/spawn-service.ts'
import { frameCostMs, LONG_TASK_MS, whySkipped } from './chromium.ts'
import { openPage } from './console.ts'
import { keyNumber, keyText, openScene, quotaUsedUp, refusal, type Scene } from './scene.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const button = (page: Page, name: string | RegExp) =>
  page.getByRole('button', { name, exact: true }).first()

describe.skipIf(whySkipped !== undefined)(
  `keys in the interface${whySkipped ? ` (${whySkipped})` : ''}`,
  () => {
    let scene: Scene
    beforeAll(async () => {
      scene = await openScene()
    })
    afterAll(() => scene[Symbol.asyncDispose]())
    beforeEach(async () => {
      scene.answers = []
      scene.listDelayMs = 0
      scene.listings.clear()
      await scene.empty()
    })

    it('are added by paste, 300 with 20 duplicates, checked at once, and their deletion is undone', async () => {
      const { page, complaints } = await scene.visit()
      await openPage(page, 'keys')
      await button(page, 'Add keys').click()
      const keys = Array.from({ length: 300 }, (_, at) => keyNumber(at))
      const field = page.getByRole('textbox', { name: 'Keys' })
      await field.fill([...keys, ...keys.slice(0, 20)].join('\n'))
      await page.getByText('20 repeated').waitFor()
      await page.getByText('and 120 more').waitFor()
      await button(page, 'Add 300 keys').click()
      await button(page, 'All 300').waitFor()
      await page.getByText('Verified 300 keys: 300 fine, 0 refused, 0 not reached').waitFor()
      await page.getByRole('checkbox', { name: 'Select all 300' }).check()
      await button(page, 'Delete').click()
      await page.getByText('No keys yet').waitFor()
      await button(page, 'Undo').click()
      await button(page, 'All 300').waitFor()
      expect(complaints).toEqual([])
      await page.context().close()
    })

    it('are checked with progress, can be left alone on the way, and are told apart by verdict', async () => {
      await scene.ask('keys.add', { text: keyText(40) })
      const { page, complaints } = await scene.visit()
      await openPage(page, 'keys')
      scene.listDelayMs = 300
      await button(page, 'Verify all').click()
      const status = page.getByRole('status').filter({ hasText: 'Verifying' })
      await status.filter({ hasText: /[1-9]\d* of 40/ }).waitFor()
      expect(await page.getByRole('progressbar').getAttribute('aria-valuenow')).not.toBe('0')
      await button(page, 'Cancel').click()
      await page.getByText(/Stopped after \d+ of 40/).waitFor()
      scene.listDelayMs = 0
      scene.listings.set(keyNumber(0), refusal(keyFaults.invalid()))
      for (const at of [1, 2]) {
        scene.listings.set(keyNumber(at), refusal(keyFaults.suspended(keyNumber(at))))
      }
      await button(page, 'Verify all').click()
      await page.getByText('Verified 40 keys: 37 fine, 3 refused, 0 not reached').waitFor()
      const findings = page.getByRole('list', { name: 'What was found' })
      await findings.getByText('37 × in order').waitFor()
      await findings
        .getByRole('listitem')
        .filter({ hasText: '2 × the project is suspended' })
        .getByRole('button', { name: 'Select' })
        .click()
      await page.getByRole('toolbar', { name: '2 keys selected' }).waitFor()
      await findings.getByText('1 × Google does not know the key').waitFor()
      expect(complaints).toEqual([])
      await page.context().close()
    })

    it('show how long they rest, and that they are back by themselves', async () => {
      await scene.ask('keys.add', { text: keyText(1) })
      const { page } = await scene.visit()
      await openPage(page, 'keys')
      scene.answers = [quotaUsedUp('Minute', '2.5s')]
      const answered = scene.chat()
      await page.getByText(/^Ready, not for one model · back in 0:0[0-3]$/).waitFor()
      await page.locator('.gb-keys-name').click()
      const countdown = page.getByRole('dialog').getByText(/back in 0:0[0-3]/)
      await countdown.first().waitFor()
      await countdown.first().waitFor({ state: 'detached' })
      expect((await answered).status).toBe(429)
      // Without anybody doing anything, it serves again.
      await vi.waitFor(async () => expect((await scene.chat()).status).toBe(200), 10_000)
      await page.context().close()
    })

    it('say when the quota of a day comes back, in the hours of this place', async () => {
      await scene.ask('keys.add', { text: keyText(1) })
      const { page, complaints } = await scene.visit()
      await openPage(page, 'keys')
      // The first word of a day is taken for a slip, the second one is believed.
      for (let at = 0; at < 3; at += 1) {
        scene.answers = [quotaUsedUp('Day', '0.1s')]
        await scene.chat()
        await new Promise((resolve) => setTimeout(resolve, 150))
      }
      await page.locator('.gb-keys-name').click()
      await page
        .getByRole('dialog')
        .getByText(/Daily quota used up · back in \d+:\d\d/)
        .first()
        .waitFor()
      expect(complaints).toEqual([])
      await page.context().close()
    })

    it('are changed many at a time, and taken back', async () => {
      await scene.ask('keys.add', { text: keyText(3) })
      const { page, complaints } = await scene.visit()
      await openPage(page, 'keys')
      await page.getByRole('checkbox', { name: 'Select all 3' }).check()
      await button(page, 'Disable').click()
      await page.getByText('3 keys disabled').waitFor()
      await button(page, 'Off 3').waitFor()
      await button(page, 'Undo').click()
      await button(page, 'Ready 3').waitFor()
      await button(page, 'Edit…').click()
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('textbox', { name: 'Label' }).fill('Lab')
      await dialog.getByRole('textbox', { name: 'Project' }).fill('my-project')
      await dialog.getByLabel('Add tags').fill('home')
      await dialog.getByLabel('Add tags').press('Enter')
      await dialog.getByRole('textbox', { name: 'Weight' }).fill('2.5')
      await button(page, 'Save').click()
      await page.getByText('3 keys changed').waitFor()
      await page.getByRole('switch', { name: 'Group by project' }).click()
      await page.getByText('3 keys share one quota').waitFor()
      const { keys } = await scene.ask('keys.list')
      expect(keys).toMatchObject(
        Array.from({ length: 3 }, () => ({
          label: 'Lab',
          tags: ['home'],
          weight: 2.5,
          project: { id: 'my-project', source: 'set' },
        })),
      )
      await button(page, 'Undo').click()
      await vi.waitFor(async () => {
        const [key] = (await scene.ask('keys.list')).keys
        expect(key).toMatchObject({ label: '', tags: [], weight: 1 })
      })
      expect(complaints).toEqual([])
      await page.context().close()
    })

    it('are shown and copied whole only when somebody asks for it', async () => {
      const secret = keyNumber(7)
      await scene.ask('keys.add', { text: secret })
      const { page } = await scene.visit()
      await openPage(page, 'keys')
      await page.locator('.gb-keys-name').click()
      expect(await page.content()).not.toContain(secret)
      await button(page, 'Show key').click()
      await page.getByText(secret).waitFor()
      await button(page, 'Hide key').click()
      await page.getByText(secret).waitFor({ state: 'detached' })
      await button(page, 'Copy key').click()
      await page.getByText('The whole key is in the clipboard').waitFor()
      expect(await page.evaluate('navigator.clipboard.readText()')).toBe(secret)
      await page.context().close()
    })

    it.each([
      ['en', 1440],
      ['en', 1100],
      ['en', 760],
      ['zh-CN', 1100],
    ] as const)('have no name of a column cut off (%s, %i)', async (language, width) => {
      await scene.ask('keys.add', { text: keyText(2) })
      const { page } = await scene.visit({ language, width })
      await openPage(page, 'keys')
      const heads = page.getByRole('columnheader').filter({ has: page.getByRole('button') })
      await heads.first().waitFor()
      const cut = await heads.evaluateAll((all: any[]) =>
        all
          .filter(({ clientWidth }) => clientWidth > 0)
          .filter((one) => one.scrollWidth > one.clientWidth || one.scrollHeight > one.clientHeight)
          .map(({ textContent }) => textContent),
      )
      expect(cut).toEqual([])
      await page.context().close()
    })

    it('are walked through, selected and opened by the keyboard alone', async () => {
      await scene.ask('keys.add', { text: keyText(200) })
      const { page } = await scene.visit()
      await openPage(page, 'keys')
      const focused = () => page.evaluate('document.activeElement.getAttribute("aria-label")')
      const rowOf = () =>
        page.evaluate('Number(document.activeElement.closest("[data-row]").dataset.row)')
      const first = page.getByRole('checkbox', { name: /^Select …/ }).first()
      await first.focus()
      await page.keyboard.press('Space')
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('ArrowDown')
      expect(await rowOf()).toBe(2)
      await page.keyboard.press('Shift+Space')
      await page.getByRole('toolbar', { name: '3 keys selected' }).waitFor()
      await page.keyboard.press('End')
      await vi.waitFor(async () => expect(await rowOf()).toBe(199))
      expect(await focused()).toMatch(/^Select …/)
      // The list is one stop of the Tab key, whatever its length.
      await page.keyboard.press('ArrowRight')
      await page.keyboard.press('Enter')
      await page.getByRole('dialog').waitFor()
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
      // The row is given the focus back a moment after the drawer is gone.
      await vi.waitFor(async () => expect(await rowOf()).toBe(199))
      await page.keyboard.press('Tab')
      await page.keyboard.press('Tab')
      expect(await page.evaluate('document.activeElement.closest("[role=toolbar]") !== null')).toBe(
        true,
      )
      await page.context().close()
    })

    it('are drawn as few as fit on the screen, and 5,000 scroll without a pause', async () => {
      await scene.ask('keys.add', { text: keyText(5000) })
      const { page } = await scene.visit()
      await openPage(page, 'keys')
      await button(page, 'All 5,000').waitFor()
      expect(await page.getByRole('row').count()).toBeLessThan(60)
      expect(await frameCostMs(page, '[role="table"]')).toBeLessThan(LONG_TASK_MS)
      await page.getByRole('textbox', { name: /^Search/ }).fill('no such key')
      await page.getByText('No key matches').waitFor()
      await button(page, 'Show all keys').click()
      await page.getByRole('row').nth(20).waitFor()
      await page.context().close()
    })

    it('that serve are named by the token of the client, in no place whole', async () => {
      await scene.ask('keys.add', { text: keyNumber(3) })
      const { page } = await scene.visit()
      expect((await scene.chat({ token: TOKEN })).status).toBe(200)
      for (const path of ['', 'keys', 'requests', 'statistics', 'connect', 'settings/tokens']) {
        await openPage(page, path)
        const text = await page.content()
        expect([path, text.includes(keyNumber(3)), text.includes(TOKEN)]).toEqual([
          path,
          false,
          false,
        ])
      }
      await page.context().close()
    })
  },
)
