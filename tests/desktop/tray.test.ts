/** What is clicked in the tray and the menus, and what the page and clients see of it. */
import { once } from 'node:events'
import { mkdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import OpenAI from 'openai'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startDemoUpstream } from '../../electron/demo/server.ts'
import type { MenuText } from './double/control.ts'
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

const settle = (settings: object = {}) => home.settle({ port, appLanguage: 'en', ...settings })

const health = () =>
  fetch(`http://127.0.0.1:${port}/health`).then(
    ({ status }) => status,
    () => 'nobody there',
  )

/** A row of the tray, found by the beginning of its label. */
const row = (menu: readonly MenuText[] = [], start: string): MenuText | undefined =>
  menu
    .flatMap(({ submenu = [], ...own }) => [own, ...submenu])
    .find(({ label }) => label.startsWith(start))

async function demoHome() {
  const demo = await startDemoUpstream({})
  settle({ baseUrl: demo.baseUrl, requireToken: false })
  return { [Symbol.asyncDispose]: () => demo.close() }
}

/** Google, to whom every key belongs to a suspended project. */
async function suspendingGoogle() {
  const details = [
    {
      '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
      reason: 'CONSUMER_SUSPENDED',
      domain: 'googleapis.com',
    },
  ]
  const message = 'Permission denied: Consumer has been suspended.'
  const body = { error: { code: 403, message, status: 'PERMISSION_DENIED', details } }
  const server = createServer((_request, response) => {
    response.writeHead(403, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port: at } = server.address() as AddressInfo
  return {
    baseUrl: `http://127.0.0.1:${at}/v1beta`,
    [Symbol.asyncDispose]: async () => void server.close(),
  }
}

async function addKeys(app: RunningApp, ...keys: string[]) {
  await app.tell({ do: 'set-clipboard', text: keys.join('\n') })
  await app.tell({ do: 'click', path: ['Keys', 'Add from clipboard'] })
  await app.until(({ tray }) => tray?.tooltip.includes(`of ${keys.length} keys`))
}

/** One conversation, which a key of its own answers or refuses. */
async function chat(topic: string): Promise<void> {
  const client = new OpenAI({
    baseURL: `http://127.0.0.1:${port}/v1`,
    apiKey: 'none',
    maxRetries: 0,
  })
  const messages = [{ role: 'user' as const, content: topic }]
  await client.chat.completions
    .create({ model: 'gemini-3.8-flash', messages })
    .catch(() => undefined)
}

/** Switches off the three keys of the demo that work, and brings the other two to rest. */
async function restAll(app: RunningApp): Promise<void> {
  await app.until(({ tray }) => tray?.tooltip.includes('5 of 5'))
  for (const name of ['…ey-1', '…ey-2', '…ey-3']) {
    await app.tell({ do: 'click', path: ['Keys', name] })
    await app.until(({ tray }) => row(tray?.menu, name)?.checked === false)
  }
  await chat('Tea')
}

describe.skipIf(why !== undefined)(`the tray${why ? ` (${why})` : ''}`, () => {
  it('stops and starts the service, copies both addresses, and opens folders', async () => {
    settle()
    await using app = home.start({ args: ['--demo', '--hidden'] })
    await app.running(port)
    await app.tell({ do: 'click', path: ['Copy base URL', 'Gemini'] })
    expect((await app.look()).clipboard).toBe(`http://127.0.0.1:${port}`)
    await app.tell({ do: 'click', path: ['Stop'] })
    const stopped = await app.until(({ tray }) => tray?.tooltip.includes('Stopped') && tray)
    expect(stopped.image).toContain('stopped')
    expect(row(stopped.menu, 'Copy base URL')).toBeUndefined()
    expect(await health()).toBe('nobody there')
    await app.tell({ do: 'click', path: ['Start'] })
    await app.running(port)
    expect(await health()).toBe(200)
    // Those into which nothing has been put yet included.
    for (const name of ['Data', 'Logs', 'Images']) {
      const folder = name === 'Data' ? home.dataDir : join(home.dataDir, name.toLowerCase())
      await app.tell({ do: 'click', path: ['Open folder', name] })
      await app.until(({ opened }) => opened.at(-1) === folder)
    }
  })

  it('switches single keys off and on, and checks them all', async () => {
    await using _demo = await demoHome()
    await using app = home.start()
    await app.running(port)
    const [first, second] = ['one', 'two'].map((name) => `AQ.Ab8RN6Ktray0123456789${name}`)
    await addKeys(app, first ?? '', second ?? '')
    const page = await app.page()
    await page.getByRole('link', { name: 'Keys' }).click()
    const { tray } = await app.look()
    const label = '…9one'
    expect(row(tray?.menu, label)).toMatchObject({ checked: true, label: `${label} — ready` })
    await app.tell({ do: 'click', path: ['Keys', label] })
    const off = await app.until((desk) => {
      const found = row(desk.tray?.menu, label)
      return found?.checked === false && found
    })
    expect(off.label).toBe(`${label} — off`)
    await page.getByText('Switched off by you').first().waitFor()
    await app.tell({ do: 'click', path: ['Keys', label] })
    await app.until(({ tray: now }) => row(now?.menu, label)?.checked === true)
    await app.tell({ do: 'click', path: ['Keys', 'Verify all'] })
    await page.getByText('Verified 2 keys: 2 fine').first().waitFor()
  })

  it('ticks no box for what was refused, and says why', async () => {
    settle()
    await using app = home.start({ args: ['--demo', '--hidden'] })
    await app.running(port)
    // A folder in its place is what nobody can write, an administrator included.
    const file = join(home.dataDir, 'settings.json')
    rmSync(file)
    mkdirSync(file)
    await app.tell({ do: 'click', path: ['Show thinking'] })
    await app.until(({ notifications }) =>
      notifications.some(({ body }) => body.includes('settings.json cannot be')),
    )
    const { tray } = await app.look()
    expect(row(tray?.menu, 'Show thinking')?.checked).toBe(true)
  })

  it('tells once that all keys rest for a model; a click leads to them; a reset ends it', async () => {
    settle({ requireToken: false })
    await using app = home.start({ args: ['--demo', '--hidden'] })
    await restAll(app)
    const title = 'All keys are resting for gemini-3.8-flash'
    const isThat = (one: { title: string }) => one.title === title
    const notice = await app.until(({ notifications }) => notifications.find(isThat))
    expect(notice.body).toMatch(/^The first one is back at /)
    const resting = await app.until(({ tray }) => tray?.tooltip.includes('flash back in') && tray)
    expect(resting.tooltip).toMatch(/1 of 5 keys ready · gemini-3\.8-flash back in 0:\d\d$/)
    expect(resting.image).toContain('degraded')
    await app.tell({ do: 'click-notification', title })
    await app.until(({ windows: [window] }) => window?.address.endsWith('/keys'))
    const page = await app.page()
    await page.getByRole('link', { name: 'Overview' }).click()
    await page.getByText('All keys are resting for gemini-3.8-flash.').waitFor()
    await app.tell({ do: 'click', path: ['Keys', 'Reset cooldowns'] })
    await app.until(({ tray }) => tray?.tooltip.endsWith('2 of 5 keys ready'))
    await page.getByText('All keys are resting').waitFor({ state: 'detached' })
    await chat('Rain')
    await app.until(({ tray }) => tray?.tooltip.includes('flash back in'))
    expect((await app.look()).notifications.filter(isThat)).toHaveLength(1)
  })

  it('tells when Google suspends a key, and the click leads to it', async () => {
    await using google = await suspendingGoogle()
    settle({ baseUrl: google.baseUrl, requireToken: false })
    await using app = home.start({ args: ['--hidden'] })
    await app.running(port)
    await addKeys(app, 'AQ.Ab8RN6Ksuspended0123456789')
    await chat('Tea')
    const title = 'Google suspended a key'
    const notice = await app.until(({ notifications }) =>
      notifications.find((one) => one.title === title),
    )
    expect(notice.body).toMatch(/^….789 is out of service\./)
    await app.tell({ do: 'click-notification', title })
    await app.until(({ windows: [window] }) => window?.address.endsWith('/keys'))
  })

  it('tells nothing while notifications are switched off', async () => {
    settle({ requireToken: false, notificationsEnabled: false })
    await using app = home.start({ args: ['--demo', '--hidden'] })
    await restAll(app)
    await app.until(({ tray }) => tray?.tooltip.includes('flash back in'))
    expect((await app.look()).notifications).toEqual([])
  })

  it('is given a new menu only where something has changed', async () => {
    settle()
    await using app = home.start({ args: ['--demo', '--hidden'] })
    await app.until(({ tray }) => tray?.tooltip.includes('5 of 5'))
    const { menusSet } = await app.look()
    for (let at = 0; at < 3; at += 1) await app.tell({ do: 'power', event: 'resume' })
    await app.tell({ do: 'system-theme', dark: true })
    const after = await app.look()
    expect(after.menusSet - menusSet).toBeLessThanOrEqual(1)
    expect(after.tray?.image).toMatch(/running\.png$/)
  })
})

describe.skipIf(why !== undefined)(`the menus${why ? ` (${why})` : ''}`, () => {
  it('speak the language that is chosen in the page at once, like everything else', async () => {
    settle({ appLanguage: 'system' })
    await using app = home.start({ args: ['--demo'] })
    await app.running(port)
    const page = await app.page()
    await page.getByRole('button', { name: 'Language' }).click()
    await page.getByRole('menuitem', { name: '简体中文' }).click()
    await app.until(({ tray }) => tray?.tooltip.includes('运行中'))
    const { applicationMenu, tray } = await app.look()
    expect(labelsOf(applicationMenu)).toContain('编辑 › 粘贴')
    expect(labelsOf(tray?.menu ?? [])).toContain('退出 Gemini Balance')
    await page.getByRole('button', { name: '主题' }).click()
    await page.getByRole('menuitem', { name: '深色' }).click()
    await app.until(({ theme }) => theme === 'dark')
    expect(home.settings()).toMatchObject({ appLanguage: 'zh-CN', appTheme: 'dark' })
    const isDark = "matchMedia('(prefers-color-scheme: dark)').matches"
    await vi.waitUntil(() => page.evaluate(isDark), { timeout: PATIENCE_MS })
    expect(await app.quit()).toBe(0)

    await using again = home.start({ args: ['--demo'] })
    await (await again.page()).getByRole('link', { name: '设置' }).click()
    expect((await again.look()).windows).toMatchObject([
      { background: '#141518', hidesMenu: true, visible: true },
    ])
  })

  it('lead to the page, copy diagnostics without a secret, and paste at a right click', async () => {
    settle({ baseUrl: 'http://127.0.0.1:9' })
    const key = ['AQ.', 'Ab8RN6Kmenu0123456789abcdefghij'].join('')
    await using app = home.start()
    await app.running(port)
    await app.page()
    await addKeys(app, key)
    await app.tell({ do: 'choose', path: ['Help', 'Copy Diagnostics'] })
    const text = await app.until(({ clipboard }) => clipboard.includes('Data folder') && clipboard)
    expect(text).toContain(`Service: running at http://127.0.0.1:${port}`)
    expect(text).toContain(home.dataDir)
    expect(text).not.toContain(key)
    await app.tell({ do: 'choose', path: ['File', 'Settings'] })
    await app.until(({ windows: [window] }) => window?.address.endsWith('/settings'))
    await app.tell({ do: 'choose', path: ['Help', 'Service Log'] })
    await app.until(({ windows: [window] }) => window?.address.endsWith('/requests/log'))

    await app.tell({ do: 'right-click', editable: false, selection: '' })
    expect((await app.look()).popup).toEqual([])
    await app.tell({ do: 'right-click', editable: true, selection: '' })
    const { popup } = await app.look()
    expect(popup.map(({ role, enabled }) => [role, enabled])).toEqual([
      ['cut', false],
      ['copy', false],
      ['paste', true],
      [undefined, true],
      ['selectAll', true],
    ])
  })
})
