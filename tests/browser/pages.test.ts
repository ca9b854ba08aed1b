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
  'connect',
  'settings/server',
  'settings/tokens',
  'settings/keys',
  'settings/images',
]
const visitors = (['light', 'dark'] as const).flatMap((theme) =>
  (['en', 'zh-CN'] as const).map((language) => ({ theme, language })),
)
const widths = [1100, 760, 390]

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
      browser = await launch()
    })
    afterAll(async () => {
      await browser.close()
      await service[Symbol.asyncDispose]()
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
      await page.locator('[aria-busy="true"]').waitFor({ state: 'detached' })
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
      await fetch(`${origin}/v1/chat/completions`, {
        method: 'POST',
        headers: { authorization: 'Bearer sk-demo', 'user-agent': 'CherryStudio/1.5' },
        body: JSON.stringify({
          model: 'gemini-3.8-flash',
          messages: [{ role: 'user', content: 'Hello there' }],
        }),
      })
      await page.getByRole('button', { name: /200.*gemini-3\.8-flash.*Cherry Studio/ }).click()
      await page.getByText(/: answered, /).waitFor()
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
