import { createServer } from 'node:net'
import { once } from 'node:events'
import OpenAI from 'openai'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startDemoUpstream } from '../../electron/demo/server.ts'
import { portHolder } from '../../electron/port-holder.ts'
import { spawnService } from '../process/spawn-service.ts'
import {
  createHome,
  freePort,
  type Home,
  labelsOf,
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
const settle = (settings: object) => home.settle({ port, ...settings })

const running = (app: RunningApp) => app.running(port)

/** Has a text copied from the tray and gives it. */
async function copied(app: RunningApp, ...path: string[]): Promise<string> {
  await app.tell({ do: 'set-clipboard', text: '' })
  await app.until(({ tray }) => tray?.menu.some(({ label }) => label === path[0]))
  await app.tell({ do: 'click', path })
  return app.until(({ clipboard }) => clipboard !== '' && clipboard)
}

describe.skipIf(why !== undefined)(`the desktop app${why ? ` (${why})` : ''}`, () => {
  it('takes keys from the clipboard, serves a real client with them and still has them after a restart', async () => {
    await using demo = await demoUpstream()
    settle({ baseUrl: demo.baseUrl })
    const key = ['AQ.', 'Ab8RN6Kdesktop0123456789abcdef'].join('')
    let token = ''
    {
      await using app = home.start()
      await running(app)
      await app.tell({ do: 'set-clipboard', text: `Home: ${key}` })
      await app.tell({ do: 'click', path: ['Keys', 'Add from clipboard'] })
      await app.until(({ tray }) => tray?.tooltip.includes('1 of 1 keys ready'))
      token = await copied(app, 'Copy access token')
      const baseURL = await copied(app, 'Copy base URL', 'OpenAI')
      expect(await chat(baseURL, token)).toContain('Hello')

      const page = await app.page()
      await page.getByRole('link', { name: 'Keys' }).click()
      await page.getByText('Home').waitFor()
      await page.getByText('1 / 0').waitFor()
      expect(await app.quit()).toBe(0)
    }
    expect(home.filesWith(key)).toEqual([])
    expect(home.filesWith(token)).toEqual([])

    await using again = home.start()
    await again.until(({ tray }) => tray?.tooltip.includes('1 of 1 keys ready'))
    expect(await copied(again, 'Copy access token')).toBe(token)
    expect(await chat(`http://127.0.0.1:${port}/v1`, token)).toContain('Hello')
    expect(await again.quit()).toBe(0)
  })

  it('stays in the tray when its window is closed, says so once, and comes back', async () => {
    settle({})
    await using app = home.start()
    await running(app)
    await app.page()
    await app.tell({ do: 'close-window' })
    const [question] = await app.until(({ questions }) => questions.length > 0 && questions)
    expect(question).toMatchObject({
      message: 'Gemini Balance keeps running',
      buttons: ['Keep running', 'Quit Gemini Balance'],
    })
    expect((await app.look()).windows).toMatchObject([{ visible: true }])
    await app.tell({ do: 'answer', button: 'Keep running' })
    await app.until((seen) => seen.windows[0]?.visible === false)
    await app.tell({ do: 'click', path: ['Open Gemini Balance'] })
    await app.until(({ windows }) => windows[0]?.visible)
    await app.tell({ do: 'close-window' })
    await app.until(({ windows }) => windows[0]?.visible === false)
    expect((await app.look()).questions).toEqual([])
  })

  it('started hidden has a tray and no window until somebody starts it again', async () => {
    settle({})
    await using app = home.start({ args: ['--hidden'] })
    await running(app)
    expect((await app.look()).windows).toEqual([])
    await using second = home.start()
    expect(await second.exited).toBe(0)
    await app.until(({ windows }) => windows[0]?.visible)
  })

  it('says who has its port and moves to another one at a click', async () => {
    const other = createServer().listen(port, '127.0.0.1')
    await once(other, 'listening')
    settle({})
    await using app = home.start()
    const desk = await app.until(
      (seen) => seen.tray?.tooltip.includes(`Port ${port} is taken by`) && seen,
    )
    expect(desk.tray?.image).toContain('failed')
    expect(desk.tray?.tooltip).toMatch(/taken by (node \(pid \d+\)|another program)/)
    const page = await app.page()
    await page.getByRole('button', { name: /^Use port \d+$/ }).click()
    await app.until(({ tray }) => tray?.tooltip.includes('Running at'))
    other.close()
    await page.getByRole('link', { name: 'Settings' }).click()
    const field = page.getByLabel('Port', { exact: true })
    await field.fill(String(port))
    await field.blur()
    await page.getByRole('button', { name: 'Apply now' }).click()
    await app.until(({ tray }) => tray?.tooltip.includes(`:${port}`))
    await page.getByRole('button', { name: 'Apply now' }).waitFor({ state: 'detached' })
    expect(desk.tray?.menu[0]).toMatchObject({ enabled: true })
  })

  it('knows another copy of itself at its port, and names the process that can be ended', async () => {
    await using other = spawnService({ flags: ['--demo', '--port', String(port)] })
    await other.listening()
    // Where the system does not tell, nothing is named.
    const holder = await portHolder(port, 1000)
    const named = holder === undefined ? '' : `: node (pid ${other.pid})`
    settle({ appLanguage: 'en' })
    await using app = home.start()
    await app.until(({ tray }) => tray?.tooltip.includes(`Another Gemini Balance runs on port`))
    const page = await app.page()
    await page.getByRole('link', { name: 'Overview' }).click()
    await page.getByText(`Another Gemini Balance is running on port ${port}${named}.`).waitFor()
    other.kill('SIGTERM')
    await other.exited
    await page.getByRole('button', { name: 'Try again' }).click()
    expect(await running(app)).toBe(true)
  })

  it('takes its port after a sleep once whoever had it is gone', async () => {
    const other = createServer((socket) => socket.destroy()).listen(port, '127.0.0.1')
    await once(other, 'listening')
    settle({})
    await using app = home.start({ args: ['--hidden'] })
    await app.until(({ tray }) => tray?.image.includes('failed'))
    await new Promise((closed) => other.close(closed))
    await app.tell({ do: 'power', event: 'resume' })
    await running(app)
    const { tray } = await app.look()
    expect(tray?.image).not.toContain('failed')
  })

  it('changes page and answers together when thinking is switched in the tray', async () => {
    settle({})
    await using app = home.start({ args: ['--demo'] })
    await running(app)
    const token = await copied(app, 'Copy access token')
    const baseURL = await copied(app, 'Copy base URL', 'OpenAI')
    expect(await thoughts(baseURL, token)).toBe(true)
    const page = await app.page()
    await page.getByRole('link', { name: 'Settings' }).click()
    await page.getByRole('button', { name: 'Tools and display' }).click()
    const thinking = page.getByRole('switch', { name: 'Thinking' })
    await thinking.waitFor()
    expect(await thinking.isChecked()).toBe(true)
    await app.tell({ do: 'click', path: ['Show thinking'] })
    await vi.waitUntil(async () => !(await thinking.isChecked()), { timeout: PATIENCE_MS })
    expect(await thoughts(baseURL, token)).toBe(false)
  })

  it('shows what requests of a real client did: in the log, on the keys and in the tray', async () => {
    settle({})
    await using app = home.start({ args: ['--demo'] })
    await app.until(({ tray }) => tray?.tooltip.includes('5 of 5 keys ready'))
    const token = await copied(app, 'Copy access token')
    const page = await app.page()
    await page.getByRole('link', { name: 'Requests' }).click()
    // A conversation stays with its key; others begin with the next.
    for (const topic of ['Tea', 'Rain', 'Chess', 'Bees', 'Salt'])
      expect(await chat(`http://127.0.0.1:${port}/v1`, token, topic)).not.toBe('')
    await page.getByText('gemini-3.8-flash').first().waitFor()
    await app.until(({ tray }) => /[34] of 5 keys ready/.test(tray?.tooltip ?? ''))
    await page.getByRole('link', { name: 'Keys' }).click()
    await page.getByText('Invalid').first().waitFor()
  })

  it('leads a person who starts it first from a pasted key to a request that works', async () => {
    await using demo = await demoUpstream()
    settle({ baseUrl: demo.baseUrl })
    await using app = home.start()
    await running(app)
    const page = await app.page()
    await page.getByText('Paste your Gemini API keys').waitFor()
    const key = ['AQ.', 'Ab8RN6Kwelcome0123456789abcdef'].join('')
    await page.getByRole('textbox').first().fill(key)
    await page.getByRole('button', { name: /^Add/ }).click()
    await app.until(({ tray }) => tray?.tooltip.includes('1 of 1 keys ready'))
    await page.getByRole('button', { name: 'Send a test request' }).click()
    await page.getByText('It works').waitFor()
    expect(home.filesWith(key)).toEqual([])
  })

  it('speaks Chinese on a Chinese system and has a menu for copying and pasting', async () => {
    settle({})
    await using app = home.start({ language: 'zh-CN' })
    const desk = await app.until((seen) => seen.tray?.tooltip.includes('运行中') && seen)
    expect(labelsOf(desk.tray?.menu ?? [])).toContain('退出 Gemini Balance')
    expect(labelsOf(desk.applicationMenu)).toContain('编辑')
  })
})

async function chat(baseURL: string, apiKey: string, text = 'Hello there'): Promise<string> {
  const client = new OpenAI({ baseURL, apiKey, maxRetries: 0 })
  const answer = await client.chat.completions.create({
    model: 'gemini-3.8-flash',
    messages: [{ role: 'user', content: text }],
  })
  return answer.choices[0]?.message.content ?? ''
}

/** Whether an answer comes with the model's thoughts. */
async function thoughts(baseURL: string, apiKey: string): Promise<boolean> {
  const client = new OpenAI({ baseURL, apiKey, maxRetries: 0 })
  const answer = await client.chat.completions.create({
    model: 'gemini-3.8-flash',
    messages: [{ role: 'user', content: 'Hello [[thought]]' }],
  })
  return /reasoning|<think>/.test(JSON.stringify(answer.choices[0]?.message))
}

async function demoUpstream() {
  const demo = await startDemoUpstream({})
  return { baseUrl: demo.baseUrl, [Symbol.asyncDispose]: () => demo.close() }
}
