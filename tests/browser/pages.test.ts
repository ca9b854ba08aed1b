/** Every page of the interface, as people see it: both themes, both languages, three widths. */
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type SpawnedService, spawnService } from '../process/spawn-service.ts'
import { accessibilityFaults, launch, visit, type Visitor, whySkipped } from './chromium.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })
const out = join(import.meta.dirname, '..', '..', 'out')
const pages = [
  '',
  'keys',
  'requests',
  'requests/errors',
  'requests/log',
  'statistics',
  'playground',
  'images',
  'welcome',
  'connect',
  'settings/server',
  'settings/tokens',
  'settings/keys',
  'settings/images',
]
/** Those that show requests as they come. */
const livePages = ['', 'keys', 'requests', 'requests/errors', 'requests/log', 'connect']
const watchShifts = `
  globalThis.shifts = []
  new PerformanceObserver((list) => {
    for (const { value } of list.getEntries()) shifts.push(value)
  }).observe({ type: 'layout-shift' })`
const visitors = (['light', 'dark'] as const).flatMap((theme) =>
  (['en', 'zh-CN'] as const).map((language) => ({ theme, language })),
)
const widths = [1100, 760, 390]
const hello = [{ role: 'user', content: 'Hello there' }]

describe.skipIf(whySkipped !== undefined)(
  `the web console${whySkipped ? ` (${whySkipped})` : ''}`,
  () => {
    let service: SpawnedService
    let browser: Browser
    let origin = ''

    beforeAll(async () => {
      mkdirSync(join(out, 'screenshots'), { recursive: true })
      service = spawnService({ flags: ['--demo'] })
      origin = await service.listening()
      for (const messages of [hello, hello, []]) await chat(messages, 'curl/8.1')
      browser = await launch()
    })
    afterAll(async () => {
      await browser.close()
      await service[Symbol.asyncDispose]()
    })

    const chat = (messages: object[], client: string) =>
      fetch(`${origin}/v1/chat/completions`, {
        method: 'POST',
        headers: { authorization: 'Bearer sk-demo', 'user-agent': client },
        body: JSON.stringify({ model: 'gemini-3.8-flash', messages }),
      })

    async function signedIn(visitor: Visitor) {
      const seen = await visit(browser, visitor)
      await seen.page.goto(`${origin}/console/`)
      // The question whether somebody is signed in already is answered with 401.
      await seen.page.locator('input').fill('sk-demo')
      await seen.page.keyboard.press('Enter')
      await seen.page.locator('nav').waitFor()
      seen.complaints.length = 0
      return seen
    }

    async function open(page: Page, path: string): Promise<void> {
      await page.evaluate(`location.hash = '#/${path}'`)
      await page.locator('h1').waitFor()
      const busy = page.locator('[aria-busy="true"]')
      await expect.poll(() => busy.count(), { timeout: 20_000 }).toBe(0)
    }

    it.each(visitors)('is clean in $theme and $language at every width', async (visitor) => {
      const { page, complaints } = await signedIn({ ...visitor, width: 1100 })
      const faults: string[] = []
      for (const path of pages) {
        await open(page, path)
        for (const width of widths) {
          await page.setViewportSize({ width, height: width < 500 ? 844 : 720 })
          const name = `${path.replace('/', '-') || 'overview'}-${visitor.theme}-${visitor.language}-${width}.png`
          await page.screenshot({ path: join(out, 'screenshots', name) })
          const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
          if (Number(overflow) > 0) faults.push(`${name}: ${String(overflow)} px too wide`)
        }
        for (const fault of await accessibilityFaults(page)) faults.push(`${path}: ${fault}`)
      }
      await page.context().close()
      expect([...new Set(faults)]).toEqual([])
      expect(complaints).toEqual([])
    })

    it('refuses a wrong token in words and stays where it is', async () => {
      const { page } = await visit(browser, { theme: 'light', language: 'en', width: 1100 })
      await page.goto(`${origin}/auth`)
      await page.locator('input').fill('wrong')
      await page.keyboard.press('Enter')
      await page.getByText('This is not the token').waitFor()
      expect(await accessibilityFaults(page)).toEqual([])
      await page.context().close()
    })

    it('adds 300 pasted keys, tells the 20 that are repeated, and takes a deletion back', async () => {
      const { page, complaints } = await signedIn({ theme: 'light', language: 'en', width: 1100 })
      await open(page, 'keys')
      const keys = Array.from(
        { length: 300 },
        (_, at) => `AQ.Ab8RN6K${String(at).padStart(20, '0')}x`,
      )
      await page.getByRole('button', { name: 'Add keys' }).click()
      const field = page.getByRole('textbox', { name: 'Keys' })
      await field.fill([...keys, ...keys.slice(0, 20)].join('\n'))
      await page.getByText('20 repeated').waitFor()
      await page.getByRole('button', { name: 'Add 300 keys' }).click()
      await page.getByRole('button', { name: 'All 305' }).waitFor()
      await page.getByRole('checkbox', { name: 'Select all 305' }).check()
      await page.getByRole('button', { name: 'Delete' }).click()
      await page.getByText('No keys yet').waitFor()
      await page.getByRole('button', { name: 'Undo' }).click()
      await page.getByRole('button', { name: 'All 305' }).waitFor()
      expect(complaints).toEqual([])
      await page.context().close()
    })

    it('shows a request in the list as soon as it has ended, with the keys that were tried', async () => {
      const { page, complaints } = await signedIn({ theme: 'light', language: 'en', width: 1100 })
      await open(page, 'requests')
      await chat(hello, 'CherryStudio/1.5')
      await page.getByRole('button', { name: /200.*gemini-3\.8-flash.*Cherry Studio/ }).click()
      await page.getByText(/: answered, /).waitFor()
      expect(complaints).toEqual([])
      await page.context().close()
    })

    it('keeps still what is on a page while requests come in', async () => {
      const { page } = await signedIn({ theme: 'light', language: 'en', width: 1100 })
      // Every page is loaded once, so that what is measured is the page and not its arrival.
      for (const path of livePages) await open(page, path)
      await page.evaluate(watchShifts)
      const moved: string[] = []
      for (const path of livePages) {
        await open(page, path)
        await page.evaluate('shifts.length = 0')
        await Promise.all([1, 2, 3, 4].map(() => chat(hello, 'curl/8.1')))
        // The first one is told at once; it is drawn by the frame after the next.
        await page.evaluate(
          'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))',
        )
        const sum = (await page.evaluate('shifts.reduce((sum, shift) => sum + shift, 0)')) as number
        if (sum > 0.002) moved.push(`${path}: ${sum}`)
      }
      expect(moved).toEqual([])
      await page.context().close()
    })

    it('leads from a cause of errors to its requests, and takes them out of the log', async () => {
      const { page, complaints } = await signedIn({ theme: 'dark', language: 'en', width: 1100 })
      await open(page, 'requests/errors')
      await page.getByRole('link', { name: /^400 / }).click()
      await page.getByRole('checkbox', { name: /^Select request req_/ }).check()
      await page.getByRole('toolbar', { name: 'One request selected' }).waitFor()
      await page.getByRole('button', { name: 'Delete from the log' }).click()
      await page.getByText('No request matches').waitFor()
      await page.getByRole('button', { name: 'Clear filters' }).click()
      await page
        .getByRole('button', { name: /200.*curl/ })
        .first()
        .waitFor()
      expect(complaints).toEqual([])
      await page.context().close()
    })

    it('counts requests by model and shows every chart as a table', async () => {
      const { page, complaints } = await signedIn({ theme: 'light', language: 'en', width: 1100 })
      await open(page, 'statistics')
      await page.getByRole('rowheader', { name: 'gemini-3.8-flash' }).waitFor()
      await page.getByRole('button', { name: 'Show as table' }).click()
      await page.getByRole('columnheader', { name: 'Answered' }).waitFor()
      await page.getByRole('button', { name: 'Prices' }).click()
      await page.getByLabel('gemini-3.8-flash Input').fill('2')
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByText('Prices are saved.').waitFor()
      expect(complaints).toEqual([])
      await page.context().close()
    })

    it('draws only the lines of a log of 10,000 that can be seen', async () => {
      const { page, complaints } = await signedIn({ theme: 'light', language: 'en', width: 1100 })
      const lines = Array.from({ length: 10_000 }, (_, at) => ({
        atMs: at,
        level: at % 10 === 0 ? 'warn' : 'info',
        message: `line ${at}.`,
        details: { path: '/v1/models' },
      }))
      await page.route('**/api/activity.log', (route) =>
        route.fulfill({ json: { ok: true, data: { lines } } }),
      )
      await open(page, 'requests/log')
      const drawn = page.locator('.gb-log-line')
      await page.getByText('line 9999.').waitFor()
      expect(await drawn.count()).toBeLessThan(60)
      await page.getByRole('log').evaluate((log) => log.scrollTo(0, log.scrollHeight / 2))
      await page.getByText('line 5000.').waitFor()
      expect(await drawn.count()).toBeLessThan(60)
      await page.getByRole('textbox', { name: 'Search the log' }).fill('line 9990')
      await page.getByText('One line').waitFor()
      expect(await drawn.count()).toBe(1)
      expect(complaints).toEqual([])
      await page.context().close()
    })

    it('makes a token that a client is served with, and that is refused once it is revoked', async () => {
      const { page } = await signedIn({ theme: 'light', language: 'en', width: 1100 })
      await open(page, 'settings/tokens')
      await page.getByLabel('Name').fill('A client')
      await page.getByRole('button', { name: 'Create' }).click()
      await page.getByText('A client').waitFor()
      await page.getByRole('button', { name: 'Copy', exact: true }).last().click()
      await page.getByRole('button', { name: 'Copied' }).waitFor()
      const token = await page.evaluate('navigator.clipboard.readText()')
      const ask = () =>
        fetch(`${origin}/v1/models`, { headers: { authorization: `Bearer ${String(token)}` } })
      expect((await ask()).status).toBe(200)
      await page.getByRole('button', { name: 'Revoke' }).click()
      await page.getByText('Revoked.').waitFor()
      expect((await ask()).status).toBe(401)
      await page.context().close()
    })
  },
)

it('the first screen of the interface is at most 350 kB, compressed', () => {
  const manifest = JSON.parse(
    readFileSync(join(out, 'renderer', '.vite', 'manifest.json'), 'utf8'),
  ) as Record<string, { file: string; css?: string[]; imports?: string[]; isEntry?: boolean }>
  const files = new Set<string>()
  const add = (name: string) => {
    const chunk = manifest[name]
    if (chunk === undefined || files.has(chunk.file)) return
    for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(file)
    for (const imported of chunk.imports ?? []) add(imported)
  }
  for (const [name, { isEntry }] of Object.entries(manifest)) if (isEntry === true) add(name)
  const bytes = [...files].map((file) => gzipSync(readFileSync(join(out, 'renderer', file))).length)
  expect(files.size).toBeGreaterThan(1)
  expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(350_000)
})
