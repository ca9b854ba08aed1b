/** The way in: the first start, signing in, and a console that is opened from elsewhere. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { ADMIN_TOKEN, spawnService } from '../process/spawn-service.ts'
import { accessibilityFaults, visit, whySkipped } from './chromium.ts'
import { openPage, signIn } from './console.ts'
import { keyNumber, keyText, openScene, type Scene } from './scene.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

/** Counts what a person does, whatever the test believes to have done. */
const countDeeds = `
  globalThis.deeds = { clicks: 0, pastes: 0 }
  addEventListener('click', ({ isTrusted, detail }) => isTrusted && detail > 0 && (deeds.clicks += 1), true)
  addEventListener('paste', ({ isTrusted }) => isTrusted && (deeds.pastes += 1), true)`

const clipboard = (page: Page) => page.evaluate('navigator.clipboard.readText()')

describe.skipIf(whySkipped !== undefined)(
  `the way into the interface${whySkipped ? ` (${whySkipped})` : ''}`,
  () => {
    let scene: Scene
    beforeAll(async () => {
      // As a name of the network would be: not this machine, and without TLS.
      scene = await openScene({ ALLOWED_HOSTS: 'nas.test' })
    })
    afterAll(() => scene[Symbol.asyncDispose]())
    beforeEach(() => scene.empty())

    it('leads from nothing to the first request of ChatBox with one paste and five clicks', async () => {
      const { page, complaints } = await scene.visit()
      await page.getByRole('heading', { name: 'Welcome' }).waitFor()
      await page.evaluate(countDeeds)
      const click = (name: string, at = 0) =>
        page.getByRole('button', { name, exact: true }).nth(at).click()
      await page.evaluate(`navigator.clipboard.writeText('${keyNumber(1)}')`)
      await page.keyboard.press('Control+v')
      await click('Add one key')
      await page.getByText('1 × in order').waitFor()
      // The step itself says so; nothing lies over the button that goes on.
      expect(await page.getByText('One key added').count()).toBe(0)
      const bullets = "getComputedStyle(document.querySelector('.gb-findings')).listStyleType"
      expect(await page.evaluate(bullets)).toBe('none')
      await click('Send a test request')
      await page.getByText('It works').waitFor()
      await click('Continue')
      const copied = async (at: number) => {
        await click('Copy', at)
        await page.getByRole('button', { name: 'Copied' }).waitFor()
        const text = await clipboard(page)
        await page.getByRole('button', { name: 'Copied' }).waitFor({ state: 'detached' })
        return String(text)
      }
      await page.getByText('Waiting for the first request from ChatBox').waitFor()
      expect(await copied(0)).toBe(scene.origin)
      const token = await copied(1)
      expect((await scene.chat({ token })).status).toBe(200)
      await page.getByText('ChatBox is connected. Last request').waitFor()
      expect(await page.evaluate('deeds')).toEqual({ clicks: 5, pastes: 1 })
      await page.mouse.move(0, 0)
      await page.getByRole('tooltip').waitFor({ state: 'detached' })
      expect(await accessibilityFaults(page)).toEqual([])
      expect(complaints).toEqual([])
      await page.context().close()
    })

    it('says what is wrong with a client that comes with a wrong token', async () => {
      await scene.ask('keys.add', { text: keyText(1) })
      const { page } = await scene.visit()
      await openPage(page, 'connect')
      await page.getByRole('button', { name: 'Cline' }).click()
      await page.getByText('Waiting for the first request from Cline').waitFor()
      expect((await scene.chat({ token: 'wrong', client: 'Cline/3.4' })).status).toBe(401)
      await page.getByText(/Cline has come through .*: 401 .*Copy the API key from here/).waitFor()
      await scene.chat({ client: 'Cline/3.4' })
      await page.getByText('Cline is connected').waitFor()
      await page.context().close()
    })

    it('does not open the guide again once there were keys', async () => {
      await scene.ask('keys.add', { text: keyText(1) })
      const { page } = await scene.visit()
      // Loaded anew with a key there, the page has no reason to open the guide.
      await page.evaluate("location.hash = '#/'")
      await page.reload()
      await page.getByText('1 of 1 keys ready').waitFor()
      await scene.empty()
      await page.getByText('There are no Gemini keys yet').waitFor()
      await page.reload()
      await page.getByText('There are no Gemini keys yet').waitFor()
      expect(await page.getByRole('heading', { name: 'Welcome' }).count()).toBe(0)
      await page.context().close()
    })

    it('goes by the address of the predecessor to the keys, and refuses a wrong token in words', async () => {
      await scene.ask('keys.add', { text: keyText(1) })
      for (const [language, words] of [
        ['en', 'This is not the token'],
        ['zh-CN', '令牌不正确'],
      ] as const) {
        const { page } = await visit(scene.browser, { theme: 'dark', language, width: 390 })
        await page.goto(`${scene.origin}/v1/keys/list`)
        await page.locator('input').fill('wrong')
        await page.keyboard.press('Enter')
        await page.getByText(words).waitFor()
        // What was typed is selected, so that the next try takes its place.
        await page.keyboard.insertText(ADMIN_TOKEN)
        await page.keyboard.press('Enter')
        await page.locator('.gb-keys-name').waitFor()
        expect(page.url()).toBe(`${scene.origin}/console/#/keys`)
        await page.context().close()
      }
    })

    it('works as well where the browser has neither clipboard nor service worker: over plain HTTP', async () => {
      await scene.ask('keys.add', { text: keyText(1) })
      const origin = scene.origin.replace('127.0.0.1', 'nas.test')
      const person = { theme: 'light', language: 'en', width: 1100 } as const
      const { page, complaints } = await signIn(scene.browser, {
        ...person,
        origin,
        token: ADMIN_TOKEN,
      })
      expect(await page.evaluate('isSecureContext')).toBe(false)
      // The addresses to copy are those by which this browser got here.
      await page.getByText(`${origin}/v1`).waitFor()
      await page.evaluate(
        "addEventListener('copy', () => (globalThis.copied = String(getSelection())), true)",
      )
      await page.getByRole('button', { name: 'OpenAI base URL' }).click()
      await page.getByRole('button', { name: 'Copied' }).waitFor()
      await openPage(page, 'playground')
      const message = page.getByRole('textbox', { name: 'Message' })
      await message.fill('Hello')
      await message.press('Enter')
      await page.getByText(/tokens in/).waitFor()
      expect(complaints).toEqual([])
      await page.context().close()
    })

    it('opens while the service does not answer, and goes on when it does', async () => {
      await scene.ask('keys.add', { text: keyText(1) })
      const { page } = await scene.visit()
      await page.evaluate('navigator.serviceWorker.ready')
      await page.reload()
      await page.locator('nav').waitFor()
      expect(await page.evaluate('navigator.serviceWorker.controller.scriptURL')).toBe(
        `${scene.origin}/console/service-worker.js`,
      )
      await page.context().setOffline(true)
      await page.reload()
      await page.getByText('Gemini Balance does not answer').waitFor()
      expect(await accessibilityFaults(page)).toEqual([])
      await page.context().setOffline(false)
      await page.getByRole('button', { name: 'Try again' }).click()
      await page.locator('nav').waitFor()
      await page.context().close()
    })

    it('has those wait who try too many tokens, and says how long', async () => {
      // One of its own: it turns everybody of this address away from then on.
      await using service = spawnService({ env: { AUTH_TOKEN: ADMIN_TOKEN } })
      const origin = await service.listening()
      const person = { theme: 'light', language: 'en', width: 390 } as const
      const { page } = await visit(scene.browser, person)
      await page.goto(`${origin}/auth`)
      for (let at = 0; at < 10; at += 1) {
        await fetch(`${origin}/console/login`, {
          method: 'POST',
          body: JSON.stringify({ token: `wrong ${at}` }),
        })
      }
      await page.locator('input').fill(ADMIN_TOKEN)
      await page.keyboard.press('Enter')
      await page.getByText(/Too many wrong tokens. Try again in \d+:\d\d/).waitFor()
      expect(await page.getByRole('button', { name: 'Sign in' }).isDisabled()).toBe(true)
      expect(await accessibilityFaults(page)).toEqual([])
      await page.context().close()
    })
  },
)
