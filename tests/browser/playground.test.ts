/** Trying models out: chats, images, and the code that does the same elsewhere. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { TOKEN } from '../process/spawn-service.ts'
import { accessibilityFaults, whySkipped } from './chromium.ts'
import { openPage } from './console.ts'
import { keyText, openScene, type Scene } from './scene.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })
const root = join(import.meta.dirname, '..', '..')

/** Whether no end of it is hidden below the conversation. */
const isInSight = async (page: Page, text: string | RegExp) => {
  const boxes = [page.getByRole('log'), page.getByText(text, { exact: true })]
  const [talk, part] = await Promise.all(boxes.map((box) => box.boundingBox()))
  return talk && part && part.y + part.height <= talk.y + talk.height
}

const button = (page: Page, name: string | RegExp) =>
  page.getByRole('button', { name, exact: true }).first()

/** A picture of one dot. */
const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

/** As if somebody had copied or dragged a picture file. */
const giveFile = (kind: 'paste' | 'drop') => `(() => {
  const bytes = Uint8Array.from(atob('${PNG}'), (letter) => letter.charCodeAt(0))
  const data = new DataTransfer()
  data.items.add(new File([bytes], 'dot.png', { type: 'image/png' }))
  const event = '${kind}' === 'paste'
    ? new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })
    : new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true })
  document.querySelector('h1').dispatchEvent(event)
})()`

describe.skipIf(whySkipped !== undefined)(
  `the playground${whySkipped ? ` (${whySkipped})` : ''}`,
  () => {
    let scene: Scene
    beforeAll(async () => {
      scene = await openScene()
      await scene.ask('keys.add', { text: keyText(1) })
    })
    afterAll(() => scene[Symbol.asyncDispose]())

    const sent = (path: RegExp): any =>
      scene.google.requests.findLast((request) => path.test(request.path))?.body

    it('draws as many images as the tag says, shows one after the other and deletes for good', async () => {
      const { page, complaints } = await scene.visit()
      await openPage(page, 'images')
      await page.getByRole('textbox', { name: 'Prompt' }).fill('{n:2} {ratio:16:9} 汉服美女')
      const tiles = page.getByRole('button', { name: /^Open the image: .*汉服美女/ })
      await button(page, 'Draw').click()
      await vi.waitFor(async () => expect(await tiles.count()).toBe(2), 10_000)
      await tiles.first().click()
      const shown = page.getByRole('dialog').locator('img')
      const size = () => shown.evaluate((image: any) => [image.naturalWidth, image.naturalHeight])
      await expect.poll(size).toEqual([256, 144])
      const first = await shown.getAttribute('src')
      await page.keyboard.press('ArrowRight')
      await expect.poll(() => shown.getAttribute('src')).not.toBe(first)
      await button(page, 'The image before').click()
      await expect.poll(() => shown.getAttribute('src')).toBe(first)
      await button(page, 'Show in its actual size').click()
      await button(page, 'Copy').click()
      await page.getByText('The image is in the clipboard').waitFor()
      await button(page, 'Delete').click()
      expect(await accessibilityFaults(page)).toEqual([])
      await button(page, 'Delete for good').click()
      await vi.waitFor(async () => expect(await tiles.count()).toBe(1), 10_000)
      expect(complaints).toEqual([])
      await page.context().close()
    })

    it('draws from what is chosen, and from images that are pasted, dropped, picked and kept', async () => {
      const { page, complaints } = await scene.visit()
      await openPage(page, 'images')
      const choose = async (field: string, value: string) => {
        await page.getByRole('combobox', { name: field }).click()
        await page.getByRole('option', { name: value, exact: true }).click()
      }
      await page.getByRole('textbox', { name: 'Prompt' }).fill('a blue cat')
      await choose('Shape', '21:9')
      await choose('Size', '2K')
      await page.evaluate(giveFile('paste'))
      await page.evaluate(giveFile('drop'))
      await page.locator('input[type=file]').setInputFiles({
        name: 'dot.png',
        mimeType: 'image/png',
        buffer: Buffer.from(PNG, 'base64'),
      })
      const references = page.getByRole('button', { name: 'Remove this reference' })
      await vi.waitFor(async () => expect(await references.count()).toBe(3))
      await page.keyboard.press('Control+Enter')
      await page.getByRole('textbox', { name: 'Prompt' }).press('Control+Enter')
      await page.getByRole('button', { name: 'Open the image: a blue cat' }).first().click()
      const body = sent(/generateContent/)
      expect(body.generationConfig.imageConfig).toEqual({ aspectRatio: '21:9', imageSize: '2K' })
      const images = body.contents[0].parts.filter((part: object) => 'inlineData' in part)
      expect(images.map(({ inlineData }: any) => inlineData.data)).toEqual([PNG, PNG, PNG])
      await button(page, 'Use as reference').click()
      await vi.waitFor(async () => expect(await references.count()).toBe(4))
      expect(complaints).toEqual([])
      await page.context().close()
    })

    it('opens the link of an image in a tab of its own', async () => {
      const answer = await fetch(`${scene.origin}/v1/images/generations`, {
        method: 'POST',
        headers: { authorization: `Bearer ${TOKEN}` },
        body: JSON.stringify({ prompt: '{ratio:16:9} a cat' }),
      })
      const { data } = (await answer.json()) as any
      const { page } = await scene.visit()
      await page.goto(data[0].url)
      const size = '[document.images[0].naturalWidth, document.images[0].naturalHeight]'
      expect(await page.evaluate(size)).toEqual([256, 144])
      await page.context().close()
    })

    it('keeps the end of a long answer in sight, and what is said after reading further up', async () => {
      const { page } = await scene.visit()
      await openPage(page, 'playground')
      const message = page.getByRole('textbox', { name: 'Message' })
      await message.fill('Tell me a story [[length 3000]]')
      await message.press('Enter')
      await page.getByText(/tokens in/).waitFor()
      await expect.poll(() => isInSight(page, /tokens in/)).toBe(true)
      const talk = page.getByRole('log')
      await talk.hover()
      await page.mouse.wheel(0, -2000)
      await message.fill('And then?')
      await message.press('Enter')
      await expect.poll(() => isInSight(page, 'And then?')).toBe(true)
      await page.context().close()
    })

    it('counts a switch of the settings for the very next answer', async () => {
      const { page } = await scene.visit()
      await openPage(page, 'playground')
      const message = page.getByRole('textbox', { name: 'Message' })
      await message.fill('Hello')
      await message.press('Enter')
      await page.getByText('Thoughts', { exact: true }).waitFor()
      await page.keyboard.press('Control+k')
      await page.getByRole('textbox', { name: 'Go to or do…' }).fill('Switch off: Thinking')
      await page.keyboard.press('Enter')
      await expect
        .poll(async () => (await scene.ask('settings.get')).values.showThinkingProcess)
        .toBe(false)
      await button(page, 'Ask again').click()
      await page.getByText(/tokens in/).waitFor()
      expect(await page.getByText('Thoughts', { exact: true }).count()).toBe(0)
      await scene.ask('settings.reset', { names: ['showThinkingProcess'] })
      await page.context().close()
    })

    it('asks with search, code and thinking as they are chosen here', async () => {
      const { page } = await scene.visit()
      await openPage(page, 'playground')
      const ask = async (at: number) => {
        const message = page.getByRole('textbox', { name: 'Message' })
        await message.fill('Hello')
        await message.press('Enter')
        await page
          .getByText(/tokens in/)
          .nth(at)
          .waitFor()
        return sent(/streamGenerateContent/)
      }
      await page.getByRole('switch', { name: 'Google Search' }).click()
      expect((await ask(0)).tools).toEqual([{ googleSearch: {} }])
      await page.getByRole('switch', { name: 'Google Search' }).click()
      await page.getByRole('switch', { name: 'Code execution' }).click()
      await page.getByRole('combobox', { name: 'Thinking' }).click()
      await page.getByRole('option', { name: 'Much' }).click()
      const body = await ask(1)
      expect(body.tools).toEqual([{ codeExecution: {} }])
      expect(body.generationConfig.thinkingConfig).toMatchObject({
        thinkingLevel: expect.stringMatching(/^high$/i),
      })
      await page.context().close()
    })

    it('copies a chat and a drawing as code that does the same', async () => {
      const { page } = await scene.visit()
      const copied = async (kind: string) => {
        await page.evaluate("navigator.clipboard.writeText('')")
        await button(page, 'Copy as code').click()
        await page.getByRole('menuitem', { name: kind }).click()
        await expect.poll(() => page.evaluate('navigator.clipboard.readText()')).not.toBe('')
        return String(await page.evaluate('navigator.clipboard.readText()'))
      }
      const kinds = ['curl', 'OpenAI SDK, JavaScript', 'Google GenAI SDK']
      await openPage(page, 'playground')
      const message = page.getByRole('textbox', { name: 'Message' })
      await message.fill("It's a test")
      await message.press('Enter')
      await page.getByText(/tokens in/).waitFor()
      for (const kind of kinds)
        expect([kind, await run(await copied(kind))]).toEqual([
          kind,
          expect.stringContaining("It's a test"),
        ])
      await openPage(page, 'images')
      await page.getByRole('textbox', { name: 'Prompt' }).fill("{ratio:16:9} a cat's hat")
      for (const kind of kinds) {
        // An address of ours, or the picture itself.
        expect([kind, await run(await copied(kind))]).toEqual([
          kind,
          expect.stringMatching(/\/images\/|iVBOR/),
        ])
      }
      await page.context().close()
    })
  },
)

/** Runs code as a person would who has pasted it into a terminal or a file. */
async function run(code: string): Promise<string> {
  const [program, ...args] = code.startsWith('curl')
    ? ['sh', '-c', `${code} --silent`]
    : [process.execPath, '--input-type=module', '--eval', code]
  // Not in one breath: the emulator that answers lives in this process.
  const { stdout, stderr } = await promisify(execFile)(program ?? '', args, {
    cwd: root,
    timeout: 20_000,
  })
  return stdout === '' ? stderr : stdout
}
