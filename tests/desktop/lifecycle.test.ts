import { once } from 'node:events'
import { createServer } from 'node:net'
import OpenAI from 'openai'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { RELOAD_DELAYS_MS } from '../../electron/shell/crash-policy.ts'
import {
  createHome,
  freePort,
  type Home,
  type RunningApp,
  whySkipped,
  PATIENCE_MS,
} from './start-app.ts'

const why = whySkipped()

let home: Home
let port = 0
beforeEach(async () => {
  home = createHome()
  port = await freePort()
})
afterEach(() => home[Symbol.dispose]())

/** What the app finds in its data folder at the start. */
const settle = (settings: object) =>
  home.settle({ port, appLanguage: 'en', requireToken: false, ...settings })

const running = (app: RunningApp) => app.running(port)

const isHealthy = async () => (await fetch(`http://127.0.0.1:${port}/health`)).ok

/** A stream that has begun, of which the rest can be read. */
async function storyOf(chunkCount: number) {
  const client = new OpenAI({
    baseURL: `http://127.0.0.1:${port}/v1`,
    apiKey: 'none',
    maxRetries: 0,
  })
  const stream = await client.chat.completions.create({
    model: 'gemini-3.8-flash',
    stream: true,
    messages: [{ role: 'user', content: `Tell me a story [[length ${chunkCount}]]` }],
  })
  const chunks = stream[Symbol.asyncIterator]()
  await chunks.next()
  return {
    async finishReason() {
      let reason: string | null = null
      for await (const chunk of { [Symbol.asyncIterator]: () => chunks })
        reason = chunk.choices[0]?.finish_reason ?? reason
      return reason
    },
  }
}

describe.skipIf(why !== undefined)(`the window of the app${why ? ` (${why})` : ''}`, () => {
  it('comes back after a crash on the page it was on, while a stream goes on', async () => {
    settle({})
    await using app = home.start({ args: ['--demo'] })
    await running(app)
    await (await app.page()).getByRole('link', { name: 'Requests' }).click()
    const story = await storyOf(50)
    await app.tell({ do: 'crash-page' })
    await app.ring(RELOAD_DELAYS_MS[0])
    const page = await app.page()
    await page.getByRole('heading', { name: 'Requests' }).waitFor()
    expect(await story.finishReason()).toBe('stop')
    expect((await app.look()).questions).toEqual([])
  })

  it('that crashes again and again is not reloaded for ever: a person is asked', async () => {
    settle({})
    await using app = home.start({ args: ['--demo'] })
    await app.page()
    for (const delayMs of RELOAD_DELAYS_MS) {
      await app.tell({ do: 'crash-page' })
      await app.ring(delayMs)
      await app.page()
    }
    await app.tell({ do: 'crash-page' })
    const { questions } = await app.look()
    expect(questions).toMatchObject([
      { message: 'The window keeps crashing', buttons: ['Try again', 'Close Window'] },
    ])
    expect(await isHealthy()).toBe(true)
    await app.tell({ do: 'answer', button: 'Try again' })
    await (await app.page()).getByRole('link', { name: 'Requests' }).waitFor()

    await app.tell({ do: 'page-hangs' })
    await app.tell({ do: 'page-answers' })
    expect((await app.look()).questions).toEqual([])
    await app.tell({ do: 'page-hangs' })
    await app.tell({ do: 'answer', button: 'Reload' })
    await app.ring(RELOAD_DELAYS_MS[0])
    await (await app.page()).getByRole('link', { name: 'Requests' }).waitFor()
  })

  it('is dropped when it was hidden for a while, and comes back where it was', async () => {
    settle({ dropWindowMinutes: 7 })
    const bounds = { x: 300, y: 40, width: 900, height: 600 }
    await using app = home.start({ args: ['--demo'] })
    await running(app)
    await (await app.page()).getByRole('link', { name: 'Keys' }).click()
    await app.until(({ windows }) => windows[0]?.address.endsWith('/keys'))
    await app.tell({ do: 'move-window', bounds })
    await app.close()
    await app.ring(7 * 60_000)
    const { windows, tray } = await app.look()
    expect(windows).toEqual([])
    expect(tray?.tooltip).toContain('Running')
    expect(await isHealthy()).toBe(true)

    await app.tell({ do: 'click', path: ['Open Gemini Balance'] })
    await app.until(({ windows: [window] }) => window?.visible)
    expect((await app.look()).windows).toMatchObject([{ bounds, address: 'app://bundle/#/keys' }])
    await (await app.page()).getByRole('heading', { name: 'Keys' }).waitFor()
    expect(await app.quit()).toBe(0)
  })

  it('comes into sight again when the display it was hidden on is gone', async () => {
    settle({})
    const [first, second] = [
      { x: 0, y: 0, width: 1920, height: 1080 },
      { x: 1920, y: 0, width: 1920, height: 1080 },
    ]
    await using app = home.start({ args: ['--demo'] })
    await app.page()
    await app.tell({ do: 'displays', workAreas: [first, second] })
    const bounds = { x: 2500, y: 100, width: 900, height: 600 }
    await app.tell({ do: 'move-window', bounds })
    await app.close()
    await app.tell({ do: 'click', path: ['Open Gemini Balance'] })
    await app.until(({ windows: [window] }) => window?.visible)
    expect((await app.look()).windows).toMatchObject([{ bounds }])

    await app.tell({ do: 'close-window' })
    await app.until(({ windows: [window] }) => window?.visible === false)
    await app.tell({ do: 'displays', workAreas: [first] })
    await app.tell({ do: 'click', path: ['Open Gemini Balance'] })
    await app.until(({ windows: [window] }) => window?.visible)
    expect((await app.look()).windows).toMatchObject([
      { bounds: { x: 510, y: 240, width: 900, height: 600 } },
    ])
  })

  it('is where it was after the app was quit with it open', async () => {
    settle({})
    const bounds = { x: 300, y: 40, width: 900, height: 600 }
    {
      await using app = home.start()
      await app.page()
      await app.tell({ do: 'move-window', bounds })
      expect(await app.quit()).toBe(0)
    }
    await using again = home.start()
    await again.until(({ windows }) => windows[0]?.visible)
    expect((await again.look()).windows).toMatchObject([{ bounds }])
  })

  it('stays in sight on a desktop without a tray', async () => {
    settle({})
    await using app = home.start({ hasTray: false, args: ['--hidden'] })
    await running(app)
    expect((await app.look()).windows).toEqual([])
    await app.ring(10_000)
    await app.until(({ windows: [window] }) => window?.minimized)
    await using second = home.start({ hasTray: false })
    expect(await second.exited).toBe(0)
    await app.until(({ windows: [window] }) => window?.visible && !window.minimized)

    await app.tell({ do: 'close-window' })
    const [question] = await app.until(({ questions }) => questions.length > 0 && questions)
    expect(question?.detail).toContain('no tray')
    await app.tell({ do: 'answer', button: 'Keep running' })
    await app.until(({ windows: [window] }) => window?.visible && window.minimized)
  })
})

describe.skipIf(why !== undefined)(`the app${why ? ` (${why})` : ''}`, () => {
  it('started twice puts its window in front, unless the session started it', async () => {
    settle({})
    await using app = home.start()
    await app.page()
    const focused = async () => (await app.look()).windows[0]?.focused
    expect(await focused()).toBe(0)
    await using withSession = home.start({ args: ['--hidden'] })
    expect(await withSession.exited).toBe(0)
    expect(await focused()).toBe(0)
    await using second = home.start()
    expect(await second.exited).toBe(0)
    await app.until(({ windows }) => windows[0]?.focused === 1)
  })

  it('quits with a stream open: the port is free and the tray is gone', async () => {
    settle({})
    await using app = home.start({ args: ['--demo'] })
    await running(app)
    const story = await storyOf(10_000)
    const rest = story.finishReason().catch(() => 'cut')
    const quitAtMs = performance.now()
    expect(await app.quit()).toBe(0)
    expect(performance.now() - quitAtMs).toBeLessThan(3000)
    expect(app.last).toBeDefined()
    expect(app.last?.tray).toBeUndefined()
    expect(await rest).not.toBe('stop')
    const probe = createServer().listen(port, '127.0.0.1')
    await once(probe, 'listening')
    probe.close()
  })

  it('looks at its port in another network, and at once asks again for one it did not get', async () => {
    const other = createServer((socket) => socket.destroy()).listen(port, '127.0.0.1')
    await once(other, 'listening')
    settle({})
    await using app = home.start({ args: ['--hidden'] })
    await app.until(({ tray }) => tray?.image.includes('failed'))
    expect((await app.look()).notifications).toMatchObject([
      { title: 'Gemini Balance is not reachable', body: expect.stringContaining(`${port}`) },
    ])
    await new Promise((closed) => other.close(closed))
    await app.tell({ do: 'network', addresses: ['10.1.2.3'] })
    await app.ring(60_000)
    await running(app)
  })

  it('goes on after an error that nobody has caught, and says so', async () => {
    settle({})
    await using app = home.start({ args: ['--demo'] })
    await running(app)
    const story = await storyOf(50)
    await app.tell({
      do: 'fault',
      message: 'flux capacitor with AIzaSyA0123456789abcdefghijklmnopqrstuv',
    })
    const page = await app.page()
    await page.getByRole('link', { name: 'Overview' }).click()
    await page.getByText('Something went wrong inside the app').waitFor()
    expect(await story.finishReason()).toBe('stop')
    expect(app.stderr).toContain('flux capacitor')
    expect(app.stderr).not.toContain('AIzaSyA0123456789')
  })

  it('leaves no process behind, whether it quits or is thrown away', async () => {
    settle({})
    const thrownAway = home.start()
    await thrownAway.page()
    expect(thrownAway.processes().length).toBeGreaterThanOrEqual(4)
    await thrownAway[Symbol.asyncDispose]()
    expect(thrownAway.processes()).toEqual([])

    await using quitting = home.start({ args: ['--hidden'] })
    await running(quitting)
    expect(await quitting.quit()).toBe(0)
    await vi.waitUntil(() => quitting.processes().length === 0, { timeout: PATIENCE_MS })
  })
})
