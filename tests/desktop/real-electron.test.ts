/** The flows of the double on Electron itself, as far as a test can reach into it. */
import { once } from 'node:events'
import { createServer } from 'node:net'
import OpenAI from 'openai'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  createElectronHome,
  type ElectronHome,
  type ElectronRun,
  whyNotElectron,
} from './real-electron.ts'

const why = whyNotElectron()
const waiting = { timeout: 15_000 }

let home: ElectronHome
beforeEach(async () => {
  home = await createElectronHome()
})
afterEach(() => home[Symbol.dispose]())

const client = () =>
  new OpenAI({ baseURL: `http://127.0.0.1:${home.port}/v1`, apiKey: 'none', maxRetries: 0 })

const ask = (content: string) => ({
  model: 'gemini-3.8-flash',
  messages: [{ role: 'user' as const, content }],
})

const isHealthy = () =>
  fetch(`http://127.0.0.1:${home.port}/health`).then(
    ({ ok }) => ok,
    () => false,
  )

const isVisible = ({ app }: ElectronRun) =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().some((one) => one.isVisible()))

const closeWindow = ({ app }: ElectronRun) =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())

async function portIsFree(): Promise<void> {
  const probe = createServer().listen(home.port, '127.0.0.1')
  await once(probe, 'listening')
  probe.close()
}

describe.skipIf(why !== undefined)(`the app on Electron${why ? ` (${why})` : ''}`, () => {
  it('serves a real client and shows the request in its window', async () => {
    await using run = await home.start()
    await vi.waitUntil(isHealthy, waiting)
    const answer = await client().chat.completions.create(ask('Hello there'))
    expect(answer.choices[0]?.message.content).toContain('Hello')
    await run.page.getByRole('link', { name: 'Requests' }).click()
    await run.page.getByText('gemini-3.8-flash').first().waitFor()
  })

  it('gives its page no network, no Node, no Electron and no other page', async () => {
    await using run = await home.start()
    const reached = await run.page.evaluate(async (target) => {
      const fetched = await fetch(target).then(
        () => 'reached',
        () => 'refused',
      )
      const globals = ['require', 'process', 'ipcRenderer'].filter((name) => name in globalThis)
      return { fetched, globals }
    }, `http://127.0.0.1:${home.port}/health`)
    expect(reached).toEqual({ fetched: 'refused', globals: [] })
    await run.page.evaluate("location.href = 'https://example.org/'").catch(() => undefined)
    expect(run.page.url()).toMatch(/^app:\/\/bundle\//)
    const answer = await run.page.reload()
    expect(answer?.headers()['content-security-policy']).toContain("connect-src 'none'")
  })

  it('keeps serving when its window is closed, and a second start brings the window back', async () => {
    await using run = await home.start()
    await vi.waitUntil(isHealthy, waiting)
    await vi.waitUntil(() => isVisible(run), waiting)
    await closeWindow(run)
    await vi.waitUntil(async () => !(await isVisible(run)), waiting)
    expect(await isHealthy()).toBe(true)
    expect(await run.startAgain()).toBe(0)
    await vi.waitUntil(() => isVisible(run), waiting)
  })

  it('says who has its port and moves to another one at a click', async () => {
    const other = createServer().listen(home.port, '127.0.0.1')
    await once(other, 'listening')
    await using run = await home.start()
    await run.page.getByRole('link', { name: 'Overview' }).click()
    await run.page.getByRole('button', { name: /^Use port \d+$/ }).click()
    await run.page.getByText('Running').first().waitFor()
    expect(home.settings()['port']).not.toBe(home.port)
    other.close()
  })

  it('switches thinking in the page, and the next answer comes without', async () => {
    await using run = await home.start()
    await vi.waitUntil(isHealthy, waiting)
    const thoughts = async () => {
      const { choices } = await client().chat.completions.create(ask('Hello [[thought]]'))
      return JSON.stringify(choices).includes('reasoning')
    }
    expect(await thoughts()).toBe(true)
    await run.page.getByRole('link', { name: 'Settings' }).click()
    await run.page.getByRole('button', { name: 'Tools and display' }).click()
    await run.page.getByText('Thinking', { exact: true }).click()
    await vi.waitUntil(() => home.settings()['showThinkingProcess'] === false, waiting)
    expect(await thoughts()).toBe(false)
  })

  it('has a menu to copy and paste with, in the language that is chosen', async () => {
    await using run = await home.start()
    const labels = () =>
      run.app.evaluate(({ Menu }) =>
        (Menu.getApplicationMenu()?.items ?? []).flatMap(({ submenu }) =>
          (submenu?.items ?? []).map(({ label }) => label),
        ),
      )
    expect(await labels()).toContain('Paste')
    await run.page.getByRole('button', { name: 'Language' }).click()
    await run.page.getByRole('menuitem', { name: '简体中文' }).click()
    await vi.waitUntil(async () => (await labels()).includes('粘贴'), waiting)
  })

  it('quits within three seconds with a stream open, and leaves the port free', async () => {
    await using run = await home.start()
    await vi.waitUntil(isHealthy, waiting)
    const stream = await client().chat.completions.create({
      ...ask('Tell me a story [[length 10000]]'),
      stream: true,
    })
    const chunks = stream[Symbol.asyncIterator]()
    await chunks.next()
    const end = (async () => {
      let reason: string | null = null
      for await (const chunk of { [Symbol.asyncIterator]: () => chunks })
        reason = chunk.choices[0]?.finish_reason ?? reason
      return reason
    })().catch(() => 'cut')
    await run.quit()
    expect(await end).not.toBe('stop')
    await portIsFree()
  })

  it('opens where it was and as it was set', async () => {
    {
      await using run = await home.start()
      await run.page.getByRole('button', { name: 'Theme' }).click()
      await run.page.getByRole('menuitem', { name: 'Dark' }).click()
      await vi.waitUntil(() => home.settings()['appTheme'] === 'dark', waiting)
      await run.app.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()[0]?.setSize(900, 600),
      )
      await run.quit()
    }
    await using again = await home.start()
    const size = await again.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.getNormalBounds(),
    )
    expect(size).toMatchObject({ width: 900, height: 600 })
    const isDark = "matchMedia('(prefers-color-scheme: dark)').matches"
    await vi.waitUntil(() => again.page.evaluate(isDark), waiting)
  })
})
