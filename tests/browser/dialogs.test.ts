/** What opens above a page: fit for everybody, closed by Escape, and back where one was. */
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { ADMIN_TOKEN, type SpawnedService, spawnService } from '../process/spawn-service.ts'
import { faultsAbovePage, launch, type Visit, whySkipped } from './chromium.ts'
import { openPage, signIn } from './console.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

const emptyPages = ['', 'keys', 'requests', 'requests/errors', 'statistics', 'images', 'connect']
const keyText = ['1x', '2x', '3x'].map((end) => `AQ.Ab8RN6K${end.padStart(21, '0')}`).join('\n')

const button = (name: string | RegExp) => (page: Page) =>
  page.getByRole('button', { name, exact: true }).first()
const item = (name: string) => (page: Page) => page.getByRole('menuitem', { name })

interface Case {
  path: string
  /** What is clicked, one after the other; the first one has the focus in the end. */
  clicks: readonly ((page: Page) => Locator)[]
  /** What makes room for it. */
  before?: (page: Page) => Promise<void>
  role?: 'menu' | 'listbox'
  type?: string
  /** What is to be seen by then. */
  shows?: string
}

const cases: Record<string, Case> = {
  'menu of themes': { path: '', clicks: [button('Theme')], role: 'menu' },
  'menu of languages': { path: '', clicks: [button('Language')], role: 'menu' },
  'palette of commands': { path: 'keys', clicks: [button('Go to or do…')], type: 'ver' },
  'key drawer': { path: 'keys', clicks: [(page) => page.locator('.gb-keys-name').first()] },
  'dialog to paste keys': {
    path: 'keys',
    clicks: [button('Add keys')],
    type: `${keyText}\nsk-${'a1'.repeat(24)}`,
    shows: '3 already here',
  },
  'dialog to edit selected keys': {
    path: 'keys',
    clicks: [button('Edit…')],
    before: (page) => page.getByRole('checkbox', { name: /^Select all/ }).check(),
  },
  'menu of keys': { path: 'keys', clicks: [button('More actions')], role: 'menu' },
  'dialog to import keys': {
    path: 'keys',
    clicks: [button('More actions'), item('Import…')],
  },
  'dialog to export keys': { path: 'keys', clicks: [button('More actions'), item('Export…')] },
  'request drawer': { path: 'requests', clicks: [button(/ 200 /)] },
  'filter of requests': {
    path: 'requests',
    clicks: [(page) => page.getByRole('combobox', { name: 'Any status' })],
    role: 'listbox',
  },
  'menu of requests': { path: 'requests', clicks: [button('More')], role: 'menu' },
  'question before requests are deleted': {
    path: 'requests',
    clicks: [button('More'), item('Delete these from the log…')],
  },
  'menu of exports': { path: 'statistics', clicks: [button('Export')], role: 'menu' },
  'table of prices': { path: 'statistics', clicks: [button('Prices')] },
  'menu of a cause of errors': {
    path: 'requests/errors',
    clicks: [button(/^What to do with/)],
    role: 'menu',
  },
  image: { path: 'images', clicks: [button(/^Open the image/)] },
  'table of prices in the settings': { path: 'settings/activity', clicks: [button('Prices')] },
}

describe.skipIf(whySkipped !== undefined)(
  `what opens above a page${whySkipped ? ` (${whySkipped})` : ''}`,
  () => {
    let service: SpawnedService
    let browser: Browser
    let origin = ''
    let visit: Visit

    beforeAll(async () => {
      service = spawnService({ flags: ['--demo'], env: { AUTH_TOKEN: ADMIN_TOKEN } })
      origin = await service.listening()
      browser = await launch()
      const person = { theme: 'light', language: 'en', width: 1100 } as const
      visit = await signIn(browser, { origin, token: ADMIN_TOKEN, ...person })
      visit.page.setDefaultTimeout(5000)
    })
    afterAll(async () => {
      await browser.close()
      await service[Symbol.asyncDispose]()
    })

    const post = (path: string, token: string, body: object) =>
      fetch(`${origin}${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
        body: JSON.stringify(body),
      })
    const ask = async (action: string, input: object): Promise<any> =>
      ((await (await post(`/console/api/${action}`, ADMIN_TOKEN, input)).json()) as any).data

    it('is what an empty page leads to, fit for everybody', async () => {
      const { keys } = await ask('keys.list', {})
      await ask('keys.delete', { ids: keys.map(({ id }: { id: string }) => id) })
      const { page } = visit
      const faults: string[] = []
      for (const path of emptyPages) {
        await openPage(page, path)
        for (const fault of await faultsAbovePage(page)) faults.push(`${path}: ${fault}`)
      }
      expect(faults).toEqual([])
    })

    it('is fit for everybody in both themes, and gives the focus back', async () => {
      await ask('keys.add', { text: keyText })
      const hello = { model: 'gemini-3.8-flash', messages: [{ role: 'user', content: 'Hello' }] }
      await post('/v1/chat/completions', 'sk-demo', hello)
      await post('/v1/chat/completions', 'sk-demo', { ...hello, messages: [] })
      await post('/v1/images/generations', 'sk-demo', { prompt: 'A cat' })
      const { page, complaints } = visit
      // Without a key there are no models to list.
      complaints.length = 0
      const faults: string[] = []
      for (const [name, one] of Object.entries(cases)) {
        for (const fault of await faultsOf(page, one)) faults.push(`${name}: ${fault}`)
      }
      expect(faults).toEqual([])
      expect(complaints).toEqual([])
    })
  },
)

async function faultsOf(
  page: Page,
  { path, before, clicks, role, type, shows }: Case,
): Promise<string[]> {
  await openPage(page, path)
  await before?.(page)
  for (const click of clicks) await click(page).click()
  const opened = role === undefined ? page.getByRole('dialog') : page.getByRole(role)
  await opened.first().waitFor()
  if (type !== undefined) await page.keyboard.insertText(type)
  if (shows !== undefined) await page.getByText(shows).waitFor()
  await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' })
  const faults = await faultsAbovePage(page)
  await page.keyboard.press('Escape')
  await opened.waitFor({ state: 'detached' })
  try {
    await clicks[0]?.(page).and(page.locator(':focus')).waitFor({ timeout: 1000 })
  } catch {
    const active = await page.evaluate('document.activeElement.outerHTML.slice(0, 120)')
    faults.push(`the focus is at ${String(active)}`)
  }
  return faults
}
