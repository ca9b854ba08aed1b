/** What comes from clients, models and Google is shown as the text it is, whatever it tries to be. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { TOKEN } from '../process/spawn-service.ts'
import { type Visit, whySkipped } from './chromium.ts'
import { openPage } from './console.ts'
import { badRequest, keyNumber, openScene, type Scene } from './scene.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

/** Each would do something in a page that takes it for its own. */
const baits = {
  image: '<img src=x onerror="top.bitten=1">',
  script: '</script><script>top.bitten=2</script>',
  svg: '<svg/onload=top.bitten=3>',
  attribute: '" autofocus onfocus="top.bitten=4" x="',
  template: "{{constructor.constructor('top.bitten=5')()}}${top.bitten=6}",
} as const
const all = Object.values(baits).join(' ')

/** What must not be in a page that has none of this itself. */
const traces = `[
  globalThis.bitten ?? null,
  document.querySelectorAll('img[src="x"], svg[onload], [onerror], [onload], [onfocus]').length,
  [...document.scripts].filter(({ src }) => src === '').length,
  document.querySelectorAll('a[href^="javascript:" i], a[href^="data:text" i], iframe, object, embed').length,
]`

const button = (page: Page, name: string | RegExp) =>
  page.getByRole('button', { name, exact: true }).first()

describe.skipIf(whySkipped !== undefined)(
  `text of others${whySkipped ? ` (${whySkipped})` : ''}`,
  () => {
    let scene: Scene
    let visit: Visit

    beforeAll(async () => {
      scene = await openScene()
      await scene.ask('keys.add', { text: keyNumber(1) })
      const [{ id }] = (await scene.ask('keys.list')).keys
      const change = { label: baits.image, note: all, tags: [baits.svg, baits.attribute] }
      await scene.ask('keys.update', { ids: [id], change: { ...change, project: baits.script } })
      const { secret } = await scene.ask('tokens.create', { name: baits.attribute })
      await scene.ask('settings.update', {
        change: {
          recordBodies: true,
          modelAliases: { [baits.image]: 'gemini-3.8-flash' },
          searchModels: [baits.svg],
        },
      })
      // Of the client: its name, the model it asks for, what it says.
      await scene.chat({ token: secret, client: baits.image, text: all })
      await scene.chat({ token: secret, client: baits.svg, model: baits.script })
      await scene.chat({ token: secret, model: baits.image, text: all })
      // Of Google: what it says is wrong.
      scene.answers = [badRequest(all)]
      await scene.chat({ client: 'curl/8' })
      await fetch(`${scene.origin}/v1/images/generations`, {
        method: 'POST',
        headers: { authorization: `Bearer ${TOKEN}` },
        body: JSON.stringify({ prompt: all.replaceAll(/[{}]/g, '') }),
      })
      visit = await scene.visit()
    })
    afterAll(() => scene[Symbol.asyncDispose]())

    const expectNoTrace = async (where: string) => {
      expect([where, await visit.page.evaluate(traces)]).toEqual([where, [null, 0, 0, 0]])
    }

    it.each([
      '',
      'keys',
      'requests',
      'requests/errors',
      'requests/log',
      'statistics',
      'playground',
      'images',
      'connect',
      'settings/tokens',
      'settings/models',
    ])('stays text on page “%s”', async (path) => {
      await openPage(visit.page, path)
      await expectNoTrace(path)
      expect(visit.complaints).toEqual([])
    })

    it('stays text in what is opened: of a key, a request, an image, and the list of commands', async () => {
      const { page } = visit
      await openPage(page, 'keys')
      await page.getByText(baits.image).first().waitFor()
      await page.locator('.gb-keys-name').first().click()
      await page.getByRole('dialog').getByText(baits.svg).first().waitFor()
      await expectNoTrace('key')
      await page.keyboard.press('Escape')
      await page.getByRole('switch', { name: 'Group by project' }).click()
      await page.getByText(baits.script).first().waitFor()
      await openPage(page, 'requests')
      for (const row of await page.getByRole('listitem').all()) {
        await row.getByRole('button').click()
        await page
          .getByRole('dialog')
          .getByText(/^req_|Request req_/)
          .first()
          .waitFor()
        await expectNoTrace('request')
        await page.keyboard.press('Escape')
        await page.getByRole('dialog').waitFor({ state: 'detached' })
      }
      await openPage(page, 'images')
      await button(page, /^Open the image/).click()
      await page.getByRole('dialog').locator('img').waitFor()
      await expectNoTrace('image')
      await page.keyboard.press('Escape')
      await page.keyboard.press('Control+k')
      await page.getByRole('textbox', { name: 'Go to or do…' }).fill(baits.image)
      await page.getByText('Nothing found').waitFor()
      await page.keyboard.press('Escape')
      expect(visit.complaints).toEqual([])
    })

    it('stays text in the answers of models, whose addresses lead nowhere that could run', async () => {
      const { page } = visit
      await openPage(page, 'playground')
      const tricks = [
        all,
        '[x](javascript:top.bitten=7)',
        '[x](JaVaScRiPt:top.bitten=7) [x](java\tscript:top.bitten=7) [x](&#106;avascript:top.bitten=7)',
        '[x](data:text/html,<script>top.bitten=8</script>)',
        '[x](vbscript:x) <a href="javascript:top.bitten=9">x</a>',
        '![y](http://127.0.0.1:1/y.png) ![z](javascript:top.bitten=10)',
        '![w](data:image/svg+xml;base64,PHN2Zy8+)',
        '<iframe src="javascript:top.bitten=11"></iframe><details open ontoggle=top.bitten=12>',
        '[ref]: javascript:top.bitten=13',
        '[ref] <javascript:top.bitten=14>',
      ].join('\n\n')
      const message = page.getByRole('textbox', { name: 'Message' })
      // The emulator answers with what it was asked.
      await message.fill(tricks)
      await message.press('Enter')
      await page.getByText(/tokens in/).waitFor()
      await page.locator('.gb-turn > .gb-markdown').waitFor()
      await expectNoTrace('answer')
      expect(await page.locator('.gb-markdown img').count()).toBe(0)
      const links = await page
        .locator('.gb-markdown a')
        .evaluateAll((found) => found.map((link: any) => link.getAttribute('href') ?? ''))
      expect(links).toContain('http://127.0.0.1:1/y.png')
      expect(links.filter((href) => !/^https?:/.test(href))).toEqual([])
      expect(visit.complaints).toEqual([])
    })

    it('stays text where it is the reason why something failed', async () => {
      const { page } = visit
      await openPage(page, 'playground')
      scene.answers = [badRequest(all)]
      const message = page.getByRole('textbox', { name: 'Message' })
      await message.fill('Hello')
      await message.press('Enter')
      await page.getByRole('alert').filter({ hasText: 'onerror' }).waitFor()
      await expectNoTrace('failure')
      await openPage(page, 'images')
      scene.answers = [badRequest(all), badRequest(all), badRequest(all)]
      await page.getByRole('textbox', { name: 'Prompt' }).fill('a cat')
      await button(page, 'Draw').click()
      await page.getByRole('alert').filter({ hasText: 'onerror' }).waitFor()
      await expectNoTrace('failed drawing')
      // The browser itself notes calls that were refused.
      expect(visit.complaints.filter((complaint) => !complaint.includes('503'))).toEqual([])
    })
  },
)
