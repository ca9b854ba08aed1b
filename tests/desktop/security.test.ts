/** What a page that has gone bad could try, in Chromium, on the app that runs. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CALL_CHANNEL } from '../../electron/shared/bridge.ts'
import { openApp, type OpenedApp } from './opened-app.ts'
import { type RunningApp, whySkipped } from './start-app.ts'

const why = whySkipped()

let running: OpenedApp
let app: RunningApp

/** Calls through the bridge as a script in the page does. */
async function call(name: unknown, input: unknown): Promise<any> {
  const page = await app.page()
  return page.evaluate(
    ([action, argument]) => (globalThis as any).geminiBalance.call(action, argument),
    [name, input],
  )
}

/** What an expression of the page comes to; errors as `name: message`. */
async function inPage(expression: string): Promise<unknown> {
  const page = await app.page()
  return page.evaluate(`(async () => {
    try { return await (${expression}) } catch (error) { return error.name + ': ' + error.message }
  })()`)
}

const fetchOwn = (url: string, method = 'GET') =>
  app.tell({ do: 'fetch', url, method }) as Promise<{
    status: number
    headers: Record<string, string>
    body: string
  }>

describe.skipIf(why !== undefined)(`a page that has gone bad${why ? ` (${why})` : ''}`, () => {
  beforeAll(async () => {
    running = await openApp()
    ;({ app } = running)
  })
  afterAll(() => running[Symbol.asyncDispose]())

  it('is served with headers that leave it nothing but its own files', async () => {
    const page = await app.page()
    const answer = await page.reload()
    const { 'content-security-policy': policy = '', ...headers } = answer?.headers() ?? {}
    expect(policy.split('; ').toSorted()).toEqual([
      "base-uri 'none'",
      "connect-src 'none'",
      "default-src 'none'",
      "font-src 'self'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "img-src 'self' data: blob:",
      "media-src 'self' data: blob:",
      "script-src 'self'",
      "style-src 'self' 'unsafe-inline'",
    ])
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'x-dns-prefetch-control': 'off',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    })
    expect(headers).not.toHaveProperty('access-control-allow-origin')
  })

  it('runs no text as a script', async () => {
    // What DevTools evaluate may do so; a callback is the page's own.
    const fromCallback = (expression: string) =>
      inPage(`new Promise((end) => setTimeout(() => {
        try { end(${expression}) } catch (error) { end(error.name) }
      }))`)
    expect(await fromCallback('eval("1 + 1")')).toBe('EvalError')
    expect(await fromCallback('new Function("return 1")()')).toBe('EvalError')
    const ran = await inPage(`(() => {
      const script = document.createElement('script')
      script.textContent = 'globalThis.inlineRan = true'
      document.head.append(script)
      document.body.insertAdjacentHTML('beforeend', '<img src="x:" onerror="inlineRan = true">')
      return new Promise((end) => setTimeout(() => end(globalThis.inlineRan ?? false), 100))
    })()`)
    expect(ran).toBe(false)
  })

  it('finds two functions of ours and nothing of Node or Electron', async () => {
    const page = await app.page()
    const found = await page.evaluate(() => {
      const bridge = (globalThis as any).geminiBalance
      const names = ['require', 'process', 'module', 'Buffer', 'global', 'electron', 'ipcRenderer']
      return {
        bridge: Object.entries(bridge).map(([name, value]) => `${name} ${typeof value}`),
        isFrozen: Object.isFrozen(bridge),
        globals: names.filter((name) => name in globalThis),
      }
    })
    expect(found).toEqual({
      bridge: ['call function', 'on function'],
      isFrozen: true,
      globals: [],
    })
    const descriptor = "Object.getOwnPropertyDescriptor(globalThis, 'geminiBalance')"
    expect(await inPage(descriptor)).toMatchObject({ writable: false, configurable: false })
  })

  it('that has poisoned its own prototypes changes nothing on the other side', async () => {
    const page = await app.page()
    await page.evaluate(() => {
      Object.assign(Object.prototype, { ok: true, input: 'mine', isAdmin: true })
    })
    expect(await call('app.everything', {})).toMatchObject({
      ok: false,
      error: { code: 'unknown_action' },
    })
    await page.reload()
    for (const change of ['{"__proto__": {"maxRetries": 99}}', '{"constructor": {"prototype": 1}}'])
      await inPage(`geminiBalance.call('settings.update', JSON.parse('{"change": ${change}}'))`)
    const { data } = await call('settings.get', {})
    expect(data.values.maxRetries).toBe(3)
    expect(data.sources.maxRetries).toBe('default')
    expect(Object.keys(data.values)).not.toContain('constructor')
  })

  it.each([
    ['nothing', undefined, {}],
    ['a number', 7, {}],
    ['an object', { toString: 'app.status' }, {}],
    ['a list', ['app.status'], { x: 1 }],
    ['a name of every object', '__proto__', {}],
    ['another one', 'constructor', {}],
    ['a name with a zero byte', 'app.status\0', {}],
    ['a name without an end', 'a'.repeat(5_000_000), {}],
    ['no input', 'app.status', null],
    ['a text for an input', 'app.status', 'x'],
    ['an input with more than it has', 'app.status', { more: 1 }],
    ['a list that is long', 'keys.delete', { ids: Array.from({ length: 200_000 }, String) }],
    ['a list that is all wrong', 'keys.delete', { ids: Array.from({ length: 200_000 }, () => 1) }],
    ['a text that is too long', 'keys.add', { text: 'x'.repeat(5_000_001) }],
  ])('is told that it asked wrongly with %s, and nothing of the inside', async (_, name, input) => {
    const outcome = await call(name, input)
    expect(outcome.ok).toBe(false)
    expect(['unknown_action', 'invalid_input', 'not_found']).toContain(outcome.error.code)
    expect(JSON.stringify(outcome).length).toBeLessThan(5000)
    expect(outcome.error.message).not.toMatch(/\bat .*\.(ts|js)\b/)
  })

  it('cannot send what is too deep', async () => {
    const outcome = await inPage(`(() => {
      let deep = {}
      for (let level = 0; level < 5000; level += 1) deep = { deep }
      return geminiBalance.call('app.status', deep)
    })()`)
    expect(outcome).toMatch(/recursion depth/)
    const levels = 300
    const nested = '{"x":'.repeat(levels) + '1' + '}'.repeat(levels)
    expect(await inPage(`geminiBalance.call('app.status', ${nested})`)).toMatchObject({
      ok: false,
      error: { code: 'invalid_input' },
    })
  })

  it('cannot send what is no data', async () => {
    expect(await inPage(`geminiBalance.call('app.status', { x: () => 1 })`)).toMatch(/clone/)
    expect(await call('app.status', {})).toMatchObject({ ok: true })
  })

  it('may write to the clipboard, and is asked about nothing else', async () => {
    const names =
      'clipboard-sanitized-write clipboard-read media geolocation notifications midi midiSysex pointerLock fullscreen openExternal window-management display-capture hid serial usb fileSystem idle-detection storage-access unknown'
    const granted: unknown[] = []
    for (const name of names.split(' ')) {
      const answer = (await app.tell({ do: 'permission', name })) as Record<string, boolean>
      for (const [how, may] of Object.entries(answer)) if (may) granted.push(`${name} ${how}`)
    }
    expect(granted).toEqual([
      'clipboard-sanitized-write asked',
      'clipboard-sanitized-write checked',
    ])
  })

  it.each([
    'app://bundle/../../package.json',
    'app://bundle/..%2f..%2fpackage.json',
    'app://bundle/%2e%2e/%2e%2e/package.json',
    'app://bundle/..%5c..%5cpackage.json',
    'app://bundle//etc/pass.wd',
    'app://bundle/%00.js',
    'app://bundle/%zz.js',
    `app://bundle/${'a'.repeat(300)}.js`,
    'app://bundle/images/../../settings.json',
    'app://bundle/images/..%2fsettings.json',
    'app://bundle/images/%2e%2e%2fsettings.json',
    'app://bundle/images/%zz',
    'app://bundle/images/',
    'app://evil/index.html',
    'app://bundle.evil/index.html',
  ])('finds nothing at %s', async (url) => {
    const { status, body, headers } = await fetchOwn(url)
    expect({ status, body }).toEqual({ status: 404, body: '' })
    expect(headers['content-security-policy']).toContain("default-src 'none'")
  })

  it('can do nothing but read at its own address', async () => {
    const methods = ['POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD']
    const answers = methods.map((method) => fetchOwn('app://bundle/index.html', method))
    const statuses = (await Promise.all(answers)).map(({ status }) => status)
    expect(statuses).toEqual([404, 404, 404, 404, 404])
    expect((await fetchOwn('app://bundle/index.html')).status).toBe(200)
  })

  it.each([
    ['a frame of another page', { url: 'https://evil.example/', isTop: true, isOwn: true }],
    ['a page with a name like ours', { url: 'app://bundle.evil/', isTop: true, isOwn: true }],
    ['an empty page', { url: 'about:blank', isTop: true, isOwn: true }],
    ['a page of data', { url: 'data:text/html,x', isTop: true, isOwn: true }],
    ['a file', { url: 'file:///bundle/index.html', isTop: true, isOwn: true }],
    ['a frame inside of ours', { url: 'app://bundle/', isTop: false, isOwn: true }],
    ['another window', { url: 'app://bundle/', isTop: true, isOwn: false }],
  ])('is not answered as %s', async (_name, frame) => {
    const args = ['tokens.list', {}]
    expect(await app.tell({ do: 'call-as', frame, args })).toEqual({
      ok: false,
      error: { code: 'not_here', message: 'Only the window of Gemini Balance may call' },
    })
  })

  it('is answered as what it is, on one channel', async () => {
    const frame = { url: 'app://bundle/#/keys', isTop: true, isOwn: true }
    const outcome = await app.tell({ do: 'call-as', frame, args: ['app.status', {}] })
    expect(outcome).toMatchObject({ ok: true, data: { mode: 'desktop' } })
    expect(await app.tell({ do: 'channels' })).toEqual([CALL_CHANNEL])
  })

  it('goes nowhere else: other pages open in the browser, if at all', async () => {
    const page = await app.page()
    const here = page.url()
    const before = (await app.look()).opened.length
    for (const url of [
      'http://x.example/',
      'file:///etc/passwd',
      'javascript:alert(1)',
      'app://x/',
    ])
      await page.evaluate(`void window.open(${JSON.stringify(url)})`)
    await page.evaluate("void window.open('https://docs.example/')")
    const opened = await app.until((desk) => desk.opened.length > before && desk.opened)
    expect(opened.slice(before)).toEqual(['https://docs.example/'])
    for (const url of ['https://example.org/', 'file:///etc/passwd', 'data:text/html,x'])
      await page.evaluate(`location.href = ${JSON.stringify(url)}`).catch(() => undefined)
    expect((await app.page()).url()).toBe(here)
    const links = ['http://x.example/', 'file:///etc/passwd', 'javascript:alert(1)', 'x']
    const outcomes = await Promise.all(links.map((url) => call('app.openLink', { url })))
    expect(new Set(outcomes.map(({ error }) => error.code))).toEqual(new Set(['invalid_input']))
  })

  it('never sees a secret in a list', async () => {
    const key = ['AQ.', 'Ab8RN6Ksecurity0123456789abcdef'].join('')
    await call('settings.update', { change: { baseUrl: 'http://127.0.0.1:9' } })
    await call('keys.add', { text: key })
    const said = JSON.stringify([
      await call('keys.list', {}),
      await call('tokens.list', {}),
      await call('settings.get', {}),
      await call('app.status', {}),
      await call('app.diagnostics', {}),
      await call('activity.log', {}),
    ])
    expect(said).not.toContain(key)
    expect(said).not.toContain(key.slice(10))
  })
})
