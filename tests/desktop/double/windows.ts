/** `electron.BrowserWindow` whose contents are a real Chromium page. */
import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import type { Page, Route } from 'playwright-core'
import { APP_ORIGIN, appAddress, browser, PAGE_ORIGIN } from './browser.ts'
import { invoke } from './ipc.ts'
import { preloadScript } from './preload-world.ts'
import { answerProtocol, mayRequest } from './session.ts'

const windows = new Set<BrowserWindow>()
let lastId = 0

/** Windows that are not closed. */
export function openWindows(): BrowserWindow[] {
  return [...windows]
}

interface WindowOptions {
  show?: boolean
  width: number
  height: number
  webPreferences?: { preload?: string; sandbox?: boolean; contextIsolation?: boolean }
}

class WebContents extends EventEmitter {
  readonly id: number
  readonly page: Promise<Page>
  openHandler: (details: { url: string }) => { action: string } = () => ({ action: 'allow' })

  constructor(id: number, page: Promise<Page>) {
    super()
    this.id = id
    this.page = page
    // Quitting while the page opens is no failure of the app.
    page.catch(() => undefined)
  }

  isDestroyed(): boolean {
    return ![...windows].some(({ webContents }) => webContents === this)
  }

  send(channel: string, ...args: unknown[]): void {
    const message = structuredClone(args)
    this.page
      .then((page) =>
        page.evaluate(([name, values]) => globalThis.doubleDeliver?.(name, values), [
          channel,
          message,
        ] as const),
      )
      // A page that is just being loaded, or closed, has nobody who listens.
      .catch(() => undefined)
  }

  setWindowOpenHandler(handler: typeof this.openHandler): void {
    this.openHandler = handler
  }

  reload(): void {
    void this.page.then((page) => page.reload())
  }

  getURL(): string {
    return ''
  }
}

declare global {
  var doubleDeliver: ((channel: string, args: readonly unknown[]) => void) | undefined
}

export class BrowserWindow extends EventEmitter {
  readonly id = (lastId += 1)
  readonly options: WindowOptions
  readonly webContents: WebContents
  isLoaded = false
  #isVisible: boolean
  #isDestroyed = false

  constructor(options: WindowOptions) {
    super()
    this.options = options
    this.#isVisible = options.show !== false
    this.webContents = new WebContents(this.id, this.#openPage())
    windows.add(this)
  }

  static getAllWindows(): BrowserWindow[] {
    return openWindows()
  }

  async #openPage(): Promise<Page> {
    const { width, height, webPreferences } = this.options
    const context = await (await browser()).newContext({ viewport: { width, height } })
    await context.grantPermissions(['clipboard-write', 'clipboard-read'])
    const page = await context.newPage()
    await page.exposeBinding('doubleInvoke', ({ frame }, channel: string, args: unknown[]) =>
      invoke(channel, args, {
        sender: this.webContents,
        senderFrame: {
          url: frame.url().replace(PAGE_ORIGIN, APP_ORIGIN),
          parent: frame.parentFrame(),
        },
      }),
    )
    const preload = webPreferences?.preload
    if (preload !== undefined)
      await page.addInitScript(preloadScript(readFileSync(preload, 'utf8')))
    await context.route('**/*', (route) => this.#answer(route))
    page.on('popup', (popup) => void popup.close())
    return page
  }

  /** Requests for the app's own origin go to its protocol handler, all others to the request guard. */
  async #answer(route: Route): Promise<void> {
    const request = route.request()
    const address = request.url().replace(PAGE_ORIGIN, APP_ORIGIN)
    if (request.isNavigationRequest() && !address.startsWith(APP_ORIGIN)) {
      let isPrevented = false
      const details = { url: address, preventDefault: () => (isPrevented = true) }
      this.webContents.emit('will-navigate', details)
      if (isPrevented) return route.abort('blockedbyclient')
    }
    if (!mayRequest(address)) return route.abort('blockedbyclient')
    if (!address.startsWith(APP_ORIGIN)) return route.abort('failed')
    const answer = await answerProtocol(new Request(address, { method: request.method() }))
    return route.fulfill({
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: Buffer.from(await answer.arrayBuffer()),
    })
  }

  async loadURL(address: string): Promise<void> {
    const page = await this.webContents.page
    await page.goto(address.replace(APP_ORIGIN, PAGE_ORIGIN))
    this.isLoaded = true
    this.emit('ready-to-show')
  }

  async address(): Promise<string> {
    return appAddress(await this.webContents.page)
  }

  show(): void {
    this.#isVisible = true
    this.emit('show')
  }

  hide(): void {
    this.#isVisible = false
    this.emit('hide')
  }

  focus(): void {
    this.emit('focus')
  }

  restore(): void {}

  isMinimized(): boolean {
    return false
  }

  isVisible(): boolean {
    return this.#isVisible
  }

  isDestroyed(): boolean {
    return this.#isDestroyed
  }

  getNormalBounds() {
    const { width, height } = this.options
    return { x: 10, y: 10, width, height }
  }

  /** What the system's close button does; false when the app kept the window. */
  tryClose(): boolean {
    let isPrevented = false
    this.emit('close', { preventDefault: () => (isPrevented = true) })
    if (isPrevented) return false
    this.destroy()
    return true
  }

  close(): void {
    this.tryClose()
  }

  destroy(): void {
    if (this.#isDestroyed) return
    this.#isDestroyed = true
    windows.delete(this)
    this.webContents.page.then((page) => page.context().close()).catch(() => undefined)
    this.emit('closed')
  }
}
