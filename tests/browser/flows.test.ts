/** What people do in the interface, from the first start on. */
import type { ServerResponse } from 'node:http'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type DemoUpstream, startDemoUpstream } from '../../electron/demo/server.ts'
import { ADMIN_TOKEN, type SpawnedService, spawnService, TOKEN } from '../process/spawn-service.ts'
import { accessibilityFaults, launch, type Visit, whySkipped } from './chromium.ts'
import { openPage, signIn } from './console.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const keyText = (count: number) =>
  Array.from({ length: count }, (_, at) => `AQ.Ab8RN6K${String(at).padStart(20, '0')}x`).join('\n')

describe.skipIf(whySkipped !== undefined)(
  `the interface${whySkipped ? ` (${whySkipped})` : ''}`,
  () => {
    let google: DemoUpstream
    let service: SpawnedService
    let browser: Browser
    let origin = ''
    let visit: Visit
    /** Answers the next requests in Google's place. */
    let refusals: ((response: ServerResponse) => void)[] = []

    beforeAll(async () => {
      google = await startDemoUpstream({
        script(request, response) {
          const refuse = request.method === 'POST' ? refusals.shift() : undefined
          refuse?.(response)
          return refuse !== undefined
        },
      })
      service = spawnService({
        env: {
          ALLOWED_TOKENS: JSON.stringify([TOKEN]),
          AUTH_TOKEN: ADMIN_TOKEN,
          BASE_URL: google.baseUrl,
        },
      })
      origin = await service.listening()
      browser = await launch()
    })
    afterAll(async () => {
      await browser.close()
      await service[Symbol.asyncDispose]()
      await google.close()
    })
    beforeEach(async () => {
      refusals = []
      const { keys } = await ask('keys.list', {})
      const ids = keys.map(({ id }: { id: string }) => id)
      if (ids.length > 0) await ask('keys.delete', { ids })
      const visitor = { theme: 'light', language: 'en', width: 1100 } as const
      visit = await signIn(browser, { origin, token: ADMIN_TOKEN, ...visitor })
    })
    afterEach(async () => {
      await visit.page.context().close()
    })

    /** A call as a script makes it. */
    async function ask(action: string, input: object): Promise<any> {
      const answer = await fetch(`${origin}/console/api/${action}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
        body: JSON.stringify(input),
      })
      const { ok, data, error } = (await answer.json()) as any
      if (ok !== true) throw new Error(`${action}: ${String(error.message)}`)
      return data
    }

    const chat = (token: string, model = 'gemini-3.8-flash') =>
      fetch(`${origin}/v1/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'user-agent': 'Chatbox/1.9' },
        body: JSON.stringify({ model, messages: [{ role: 'user', content: 'Hello there' }] }),
      })

    it('opens the link of an image in a tab of its own', async () => {
      await ask('keys.add', { text: keyText(1) })
      const answer = await fetch(`${origin}/v1/images/generations`, {
        method: 'POST',
        headers: { authorization: `Bearer ${TOKEN}` },
        body: JSON.stringify({ prompt: '{ratio:16:9} a cat' }),
      })
      const { data } = (await answer.json()) as any
      await visit.page.goto(data[0].url)
      const size =
        'new Promise((done) => done([document.images[0].naturalWidth, document.images[0].naturalHeight]))'
      expect(await visit.page.evaluate(size)).toEqual([256, 144])
    })

    it('draws as many images as the tag says, opens one and deletes it for good', async () => {
      await ask('keys.add', { text: keyText(1) })
      const { page, complaints } = visit
      await openPage(page, 'images')
      await page.getByRole('textbox', { name: 'Prompt' }).fill('{n:2} {ratio:16:9} 汉服美女')
      const tiles = page.getByRole('button', { name: /^Open the image: .*汉服美女/ })
      const before = await tiles.count()
      await page.getByRole('button', { name: 'Draw' }).click()
      await vi.waitFor(async () => expect(await tiles.count()).toBe(before + 2), 10_000)
      await tiles.first().click()
      await page.getByRole('button', { name: 'Show in its actual size' }).click()
      await page.getByRole('button', { name: 'Copy', exact: true }).click()
      await page.getByText('The image is in the clipboard').waitFor()
      await page.getByRole('button', { name: 'Delete' }).click()
      expect(await accessibilityFaults(page)).toEqual([])
      await page.getByRole('button', { name: 'Delete for good' }).click()
      await vi.waitFor(async () => expect(await tiles.count()).toBe(before + 1), 10_000)
      expect(complaints).toEqual([])
    })

    it('leads from nothing to the first request of ChatBox with one paste and five clicks', async () => {
      const { page, complaints } = visit
      await page.getByRole('heading', { name: 'Welcome' }).waitFor()
      let clicks = 0
      const click = async (name: string, at = 0) => {
        clicks += 1
        await page.getByRole('button', { name, exact: true }).nth(at).click()
      }
      await page.getByRole('textbox', { name: 'Keys' }).fill(keyText(1))
      await click('Add one key')
      await click('Send a test request')
      await page.getByText('It works').waitFor()
      await click('Continue')
      const copied = async (at: number) => {
        await click('Copy', at)
        await page.getByRole('button', { name: 'Copied' }).waitFor()
        const text = await page.evaluate('navigator.clipboard.readText()')
        await page.getByRole('button', { name: 'Copied' }).waitFor({ state: 'detached' })
        return String(text)
      }
      expect(await copied(0)).toBe(origin)
      const token = await copied(1)
      expect((await chat(token)).status).toBe(200)
      await page.getByText('A request has arrived').waitFor()
      expect(clicks).toBe(5)
      await page.mouse.move(0, 0)
      await page.getByRole('tooltip').waitFor({ state: 'detached' })
      expect(await accessibilityFaults(page)).toEqual([])
      expect(complaints).toEqual([])
    })

    it('does not open the guide again once there were keys', async () => {
      await ask('keys.add', { text: keyText(1) })
      const { page } = visit
      // Loaded anew with a key there, the page has no reason to open the guide.
      await page.evaluate("location.hash = '#/'")
      await page.reload()
      await page.getByText('1 of 1 keys ready').waitFor()
      const { keys } = await ask('keys.list', {})
      await ask('keys.delete', { ids: [keys[0].id] })
      await page.getByText('There are no Gemini keys yet').waitFor()
      await page.reload()
      await page.getByText('There are no Gemini keys yet').waitFor()
      expect(await page.getByRole('heading', { name: 'Welcome' }).count()).toBe(0)
    })

    it('shows how long a refused key rests, and that it is back by itself', async () => {
      await ask('keys.add', { text: keyText(1) })
      const { page } = visit
      await openPage(page, 'keys')
      refusals = [perMinute('2.5s')]
      const answered = chat(TOKEN)
      await page.locator('.gb-keys-name').click()
      const drawer = page.getByRole('dialog')
      await drawer
        .getByText(/back in 0:0[0-3]/)
        .first()
        .waitFor()
      await drawer
        .getByText(/back in 0:0[0-3]/)
        .first()
        .waitFor({ state: 'detached' })
      expect((await answered).status).toBe(429)
    })

    it('checks all keys and says what came of it', async () => {
      await ask('keys.add', { text: keyText(20) })
      const { page } = visit
      await openPage(page, 'keys')
      await page.getByRole('button', { name: 'Verify all' }).click()
      const outcome = page.getByRole('status').filter({ hasText: '20' })
      await outcome.getByRole('button', { name: 'Close' }).waitFor()
      expect(await outcome.textContent()).toContain('20 fine')
    })

    it('counts a switch for the very next answer', async () => {
      await ask('keys.add', { text: keyText(1) })
      const { page } = visit
      await openPage(page, 'playground')
      const message = page.getByRole('textbox', { name: 'Message' })
      await message.fill('Hello')
      await message.press('Enter')
      await page.getByText('Thoughts', { exact: true }).waitFor()
      await page.keyboard.press('Control+k')
      await page.getByRole('textbox', { name: 'Go to or do…' }).fill('Switch off: Thinking')
      await page.keyboard.press('Enter')
      await expect
        .poll(async () => (await ask('settings.get', {})).values.showThinkingProcess)
        .toBe(false)
      await page.getByRole('button', { name: 'Ask again' }).click()
      await page.getByText(/tokens in/).waitFor()
      expect(await page.getByText('Thoughts', { exact: true }).count()).toBe(0)
      await ask('settings.reset', { names: ['showThinkingProcess'] })
    })

    it('shows what tries to be code as the text it is', async () => {
      const bait = '<img src=x onerror="document.title=1">'
      const { page, complaints } = visit
      await ask('keys.add', { text: keyText(1) })
      const { keys } = await ask('keys.list', {})
      await ask('keys.update', { ids: [keys[0].id], change: { label: bait, tags: [bait] } })
      refusals = [refusedWith(bait)]
      await chat(TOKEN)
      await chat(TOKEN, bait)
      await openPage(page, 'keys')
      await page.getByText(bait).first().waitFor()
      await openPage(page, 'requests')
      await page.getByRole('button', { name: /400/ }).first().click()
      await page.getByText(bait).first().waitFor()
      await page.keyboard.press('Escape')
      await openPage(page, 'playground')
      const message = page.getByRole('textbox', { name: 'Message' })
      await message.fill(`${bait} [x](javascript:document.title=1) ![y](http://127.0.0.1:1/y.png)`)
      await message.press('Enter')
      await page.getByText(/tokens in/).waitFor()
      expect(await page.locator('.gb-markdown img').count()).toBe(0)
      expect(await page.locator('a[href^="javascript:"]').count()).toBe(0)
      expect(await page.title()).toBe('Gemini Balance')
      expect(complaints).toEqual([])
    })

    it('opens while the service does not answer, and goes on when it does', async () => {
      const { page } = visit
      await page.evaluate('navigator.serviceWorker.ready')
      await page.reload()
      await page.locator('nav').waitFor()
      expect(await page.evaluate('navigator.serviceWorker.controller.scriptURL')).toBe(
        `${origin}/console/service-worker.js`,
      )
      await page.context().setOffline(true)
      await page.reload()
      await page.getByText('Gemini Balance does not answer').waitFor()
      await page.context().setOffline(false)
      await page.getByRole('button', { name: 'Try again' }).click()
      await page.locator('nav').waitFor()
    })

    it('keeps 5,000 keys in as few rows as fit on the screen', async () => {
      await ask('keys.add', { text: keyText(5000) })
      const { page } = visit
      await openPage(page, 'keys')
      await page.getByRole('button', { name: 'All 5,000' }).waitFor()
      expect(await page.getByRole('row').count()).toBeLessThan(60)
    })
  },
)

function perMinute(retryDelay: string) {
  return (response: ServerResponse) => {
    const details = [
      {
        '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
        violations: [{ quotaId: 'GenerateRequestsPerMinutePerProjectPerModel-FreeTier' }],
      },
      { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay },
    ]
    const error = { code: 429, status: 'RESOURCE_EXHAUSTED', message: 'Quota exceeded', details }
    response.writeHead(429, { 'content-type': 'application/json' }).end(JSON.stringify({ error }))
  }
}

function refusedWith(message: string) {
  return (response: ServerResponse) => {
    const error = { code: 400, status: 'INVALID_ARGUMENT', message }
    response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify({ error }))
  }
}
