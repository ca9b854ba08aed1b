import { once } from 'node:events'
import { createServer } from 'node:net'
import OpenAI from 'openai'
import { describe, expect, it, vi } from 'vitest'
import { startElectron, whyNotElectron } from './real-electron.ts'

const why = whyNotElectron()
const waiting = { timeout: 15_000 }

async function chat(port: number): Promise<string | null | undefined> {
  const client = new OpenAI({
    baseURL: `http://127.0.0.1:${port}/v1`,
    apiKey: 'none',
    maxRetries: 0,
  })
  const answer = await client.chat.completions.create({
    model: 'gemini-3.8-flash',
    messages: [{ role: 'user', content: 'Hello there' }],
  })
  return answer.choices[0]?.message.content
}

const isHealthy = (port: number) =>
  fetch(`http://127.0.0.1:${port}/health`).then(
    ({ ok }) => ok,
    () => false,
  )

describe.skipIf(why !== undefined)(`the app on Electron${why ? ` (${why})` : ''}`, () => {
  it('serves a real client and shows the request in its window', async () => {
    await using run = await startElectron()
    await vi.waitUntil(() => isHealthy(run.port), waiting)
    expect(await chat(run.port)).toContain('Hello')
    await run.page.getByRole('link', { name: 'Requests' }).click()
    await run.page.getByText('gemini-3.8-flash').first().waitFor()
  })

  it('gives its page no network, no Node and no Electron', async () => {
    await using run = await startElectron()
    const reached = await run.page.evaluate(async (target) => {
      const fetched = await fetch(target).then(
        () => 'reached',
        () => 'refused',
      )
      const globals = ['require', 'process', 'ipcRenderer'].filter((name) => name in globalThis)
      return { fetched, globals }
    }, `http://127.0.0.1:${run.port}/health`)
    expect(reached).toEqual({ fetched: 'refused', globals: [] })
  })

  it('keeps serving when its window is closed, and a second start brings the window back', async () => {
    await using run = await startElectron()
    await vi.waitUntil(() => isHealthy(run.port), waiting)
    const isVisible = () =>
      run.app.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows().some((window) => window.isVisible()),
      )
    await vi.waitUntil(isVisible, waiting)
    await run.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
    await vi.waitUntil(async () => !(await isVisible()), waiting)
    expect(await isHealthy(run.port)).toBe(true)
    expect(await run.startAgain()).toBe(0)
    await vi.waitUntil(isVisible, waiting)
  })

  it('quits and leaves the port free', async () => {
    await using run = await startElectron()
    await vi.waitUntil(() => isHealthy(run.port), waiting)
    const closed = run.app.waitForEvent('close')
    await run.app.evaluate(({ app }) => app.quit()).catch(() => undefined)
    await closed
    const probe = createServer().listen(run.port, '127.0.0.1')
    expect(await once(probe, 'listening')).toEqual([])
    probe.close()
  })
})
