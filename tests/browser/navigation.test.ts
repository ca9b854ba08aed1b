/** Getting about: by the keyboard, and back and forward as in any browser. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { accessibilityFaults, whySkipped } from './chromium.ts'
import { openPage } from './console.ts'
import { keyText, openScene, type Scene } from './scene.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const focused = (page: Page) => page.evaluate('document.activeElement.id')
const heading = (page: Page, name: string) =>
  page.getByRole('heading', { name, level: 1, exact: true }).waitFor()

describe.skipIf(whySkipped !== undefined)(
  `the way around the interface${whySkipped ? ` (${whySkipped})` : ''}`,
  () => {
    let scene: Scene
    beforeAll(async () => {
      scene = await openScene()
    })
    afterAll(() => scene[Symbol.asyncDispose]())

    it('tells somebody without keys what is missing wherever they are needed, and where to add them', async () => {
      await scene.empty()
      const { page, complaints } = await scene.visit()
      for (const path of ['playground', 'images', 'settings/models']) await openPage(page, path)
      for (const path of ['playground', 'images']) {
        await openPage(page, path)
        await page.getByRole('link', { name: 'Add keys' }).click()
        await page.getByRole('dialog', { name: 'Add keys' }).waitFor()
      }
      // Nobody was asked for the models of no key, so nothing failed.
      expect(complaints).toEqual([])
      await page.context().close()
    })

    it('names the page in the title, and leads past the navigation into this page', async () => {
      await scene.ask('keys.add', { text: keyText(3) })
      const { page } = await scene.visit()
      await openPage(page, 'keys')
      await vi.waitFor(async () => expect(await page.title()).toBe('Keys · Gemini Balance'))
      await page.reload()
      await heading(page, 'Keys')
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      expect(await focused(page)).toBe('content')
      await heading(page, 'Keys')
      await page.context().close()
    })

    it('begins a page at its top, with the focus in it where what had it is gone', async () => {
      const { page } = await scene.visit()
      await openPage(page, 'settings/activity')
      await openPage(page, '')
      await page.setViewportSize({ width: 1100, height: 400 })
      const scrolled = () => page.evaluate("document.getElementById('content').scrollTop")
      await page.evaluate("document.getElementById('content').scrollTop = 200")
      expect(await scrolled()).toBe(200)
      await page.getByRole('link', { name: 'Settings' }).press('Enter')
      await heading(page, 'Settings')
      expect(await scrolled()).toBe(0)
      await page.goBack()
      await page.getByRole('link', { name: 'Connect a client' }).press('Enter')
      await heading(page, 'Connect')
      expect(await focused(page)).toBe('content')
      await page.context().close()
    })

    it('closes by going back what stands open above a page, and opens it by going forward', async () => {
      await scene.ask('keys.add', { text: keyText(3) })
      await (await scene.chat()).text()
      const { page } = await scene.visit({ width: 390 })
      for (const [path, row] of [
        ['keys', '.gb-keys-name'],
        ['requests', 'button.gb-requests-row'],
      ] as const) {
        await openPage(page, path)
        await page.locator(row).first().click()
        await page.getByRole('dialog').waitFor()
        await page.goBack()
        await page.getByRole('dialog').waitFor({ state: 'detached' })
        expect(page.url()).toBe(`${scene.origin}/console/#/${path}`)
        await page.goForward()
        await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click()
        await page.getByRole('dialog').waitFor({ state: 'detached' })
        expect(page.url()).toBe(`${scene.origin}/console/#/${path}`)
      }
      await page.context().close()
    })

    it('leaves the way to other pages free while something is told, on a phone', async () => {
      await scene.ask('keys.add', { text: keyText(3) })
      const { page } = await scene.visit({ width: 390 })
      await openPage(page, 'keys')
      await page.getByRole('button', { name: 'More actions' }).click()
      await page.getByRole('menuitem', { name: 'Reset all' }).click()
      const told = await page.getByRole('alert').boundingBox()
      const navigation = await page.getByRole('navigation').boundingBox()
      expect(told!.y + told!.height).toBeLessThanOrEqual(navigation!.y)
      await page.context().close()
    })

    it('says so where a page cannot be loaded, keeps the way to the others, and loads it again', async () => {
      const { page } = await scene.visit()
      await page.context().route('**/assets/statistics-page*', (route) => route.abort())
      await page.getByRole('link', { name: 'Statistics' }).click()
      await page.getByText('This page cannot be shown').waitFor()
      expect(await accessibilityFaults(page)).toEqual([])
      await page.getByRole('link', { name: 'Keys' }).click()
      await heading(page, 'Keys')
      await page.goBack()
      await page.getByText('This page cannot be shown').waitFor()
      await page.context().unroute('**/assets/statistics-page*')
      await page.getByRole('button', { name: 'Try again' }).click()
      await heading(page, 'Statistics')
      await page.context().close()
    })

    it('writes numbers as the language writes them', async () => {
      await scene.empty()
      await scene.ask('keys.add', { text: keyText(1200) })
      const { page, complaints } = await scene.visit()
      await openPage(page, '')
      await page.getByText('1,200 of 1,200 keys ready').waitFor()
      await openPage(page, 'keys')
      await page.getByRole('checkbox', { name: 'Select all 1,200' }).check()
      await page.getByText('1,200 keys selected').waitFor()
      expect(complaints).toEqual([])
      await page.context().close()
    })
  },
)
