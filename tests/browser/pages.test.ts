/** Every page of the interface, as people see it: both themes, both languages, three widths. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type SpawnedService, spawnService } from '../process/spawn-service.ts'
import { launch, type Visitor, whySkipped } from './chromium.ts'
import { openPage, signIn } from './console.ts'
import { faultsOfTour, pagePaths, visitors } from './page-tour.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })
const out = join(import.meta.dirname, '..', '..', 'out')

/** Those that show requests as they come. */
const livePages = ['', 'keys', 'requests', 'requests/errors', 'requests/log', 'connect']
/** Most groups of settings are built alike. */
const pagesOfTheirOwn = pagePaths.filter((path) => !/^settings\/(?!security|tokens)/.test(path))
const watchShifts = `
  globalThis.shifts = []
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) shifts.push(value)
  }).observe({ type: 'layout-shift', buffered: true })`
const sumOfShifts = 'shifts.reduce((sum, shift) => sum + shift, 0)'
const hello = [{ role: 'user', content: 'Hello there' }]
const person: Visitor = { theme: 'light', language: 'en', width: 1100 }

describe.skipIf(whySkipped !== undefined)(
  `the web console${whySkipped ? ` (${whySkipped})` : ''}`,
  () => {
    let service: SpawnedService
    let browser: Browser
    let origin = ''

    beforeAll(async () => {
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
    const signedIn = (visitor: Visitor) => signIn(browser, { ...visitor, origin, token: 'sk-demo' })

    it.each(visitors)('is clean in $theme and $language at every width', async (visitor) => {
      const { page, complaints } = await signedIn({ ...visitor, width: 1100 })
      expect(await faultsOfTour(page, { ...visitor, name: 'web' })).toEqual([])
      expect(complaints).toEqual([])
      await page.context().close()
    })

    it('keeps still what is on a page while requests come in', async () => {
      const { page } = await signedIn(person)
      // Every page is loaded once, so that what is measured is the page and not its arrival.
      for (const path of livePages) await openPage(page, path)
      await page.evaluate(watchShifts)
      const moved: string[] = []
      for (const path of livePages) {
        await openPage(page, path)
        await page.evaluate('shifts.length = 0')
        await Promise.all([1, 2, 3, 4].map(() => chat(hello, 'curl/8.1')))
        // The first one is told at once; it is drawn by the frame after the next.
        await twoFrames(page)
        const sum = Number(await page.evaluate(sumOfShifts))
        if (sum > 0.002) moved.push(`${path}: ${sum}`)
      }
      expect(moved).toEqual([])
      await page.context().close()
    })

    it.each([1100, 390])('keeps still while its content arrives, %i px wide', async (width) => {
      const { page } = await signedIn({ ...person, width })
      await page.addInitScript(watchShifts)
      // As over a slow line: what is not there yet has its place already.
      await page.route('**/console/api/*.*', async (route) => {
        await new Promise((resolve) => setTimeout(resolve, 120))
        await route.continue()
      })
      const moved: string[] = []
      for (const path of pagesOfTheirOwn) {
        await page.evaluate(`location.hash = '#/${path}'`)
        await page.reload()
        await page.locator('h1').waitFor()
        await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' })
        await twoFrames(page)
        const sum = Number(await page.evaluate(sumOfShifts))
        if (sum > 0.02) moved.push(`${path}: ${sum.toFixed(3)}`)
      }
      expect(moved).toEqual([])
      await page.context().close()
    })

    it('counts requests by model and shows every chart as a table', async () => {
      const { page, complaints } = await signedIn(person)
      await openPage(page, 'statistics')
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

    it('has all pages within reach of a thumb on a phone', async () => {
      const { page, complaints } = await signedIn({ ...person, width: 390 })
      await page.getByRole('link', { name: 'Keys' }).click()
      await page.getByRole('heading', { name: 'Keys', level: 1 }).waitFor()
      await page.getByRole('button', { name: 'More', exact: true }).click()
      await page.getByRole('menuitem', { name: 'Statistics' }).click()
      await page.getByRole('heading', { name: 'Statistics', level: 1 }).waitFor()
      await page.getByRole('button', { name: 'More', exact: true }).click()
      await page.getByRole('menuitem', { name: 'Sign out' }).click()
      await page.getByRole('heading', { name: 'Sign in to Gemini Balance' }).waitFor()
      expect(complaints).toEqual([])
      await page.context().close()
    })
  },
)

const twoFrames = (page: Page) =>
  page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))')

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
