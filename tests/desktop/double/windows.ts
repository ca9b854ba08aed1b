/** `electron.BrowserWindow` whose contents are a real Chromium page. */
import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import type * as Electron from 'electron'
import type { BrowserContext, Page, Route } from 'playwright-core'
import { appAddress, APP_ORIGIN, browser, PAGE_ORIGIN } from './browser.ts'
import { invoke } from './ipc.ts'
import { openIsolatedWorld } from './isolated-world.ts'
import { answerProtocol, mayRequest, wayOut } from './session.ts'
import { nativeTheme, screen } from './desk.ts'
import { type OpenedPage, WebContents } from './web-contents.ts'

const windows = new Set<BrowserWindow>()
let lastId = 0

/** Windows that are not closed. */
export function openWindows(): BrowserWindow[] {
  return [...windows]
}

type WindowOptions = Electron.BrowserWindowConstructorOptions & { width: number; height: number }
type Methods =
  | 'id'
  | 'loadURL'
  | 'show'
  | 'hide'
  | 'focus'
  | 'minimize'
  | 'restore'
  | 'isMinimized'
  | 'isVisible'
  | 'isDestroyed'
  | 'getNormalBounds'
  | 'center'
  | 'isFullScreen'
  | 'setFullScreen'
  | 'close'
  | 'destroy'

export class BrowserWindow extends EventEmitter implements Pick<Electron.BrowserWindow, Methods> {
  readonly id = (lastId += 1)
  readonly options: WindowOptions
  readonly webContents: WebContents
  focused = 0
  #bounds: { x: number; y: number; width: number; height: number }
  #context: Promise<BrowserContext> | undefined
  #isVisible: boolean
  #isMinimized = false
  #isFullScreen = false
  #isDestroyed = false

  constructor(options: WindowOptions) {
    super()
    this.options = options
    this.#isVisible = options.show !== false
    const { x = 10, y = 10, width, height } = options
    this.#bounds = { x, y, width, height }
    this.webContents = new WebContents(
      this.id,
      () => this.#openPage(),
      () => this.#isDestroyed,
    )
    windows.add(this)
  }

  static getAllWindows(): BrowserWindow[] {
    return openWindows()
  }

  async #openContext(): Promise<BrowserContext> {
    const { width, height } = this.options
    const colorScheme = nativeTheme.shouldUseDarkColors ? 'dark' : 'light'
    const viewport = { width, height }
    // What the app makes of its new window comes first.
    await new Promise(setImmediate)
    const proxy = wayOut()
    const context = await (
      await browser(this.webContents.peerPolicy)
    ).newContext({ viewport, colorScheme, ...(proxy && { proxy }) })
    await context.grantPermissions(['clipboard-write', 'clipboard-read'])
    await context.route('**/*', (route) => this.#answer(route))
    return context
  }

  async #openPage(): Promise<OpenedPage> {
    this.#context ??= this.#openContext()
    const page = await (await this.#context).newPage()
    const session = await page.context().newCDPSession(page)
    session.on('Page.windowOpen', ({ url }) => void this.webContents.openHandler({ url } as never))
    const world = await openIsolatedWorld(
      session,
      readFileSync(this.options.webPreferences?.preload ?? '', 'utf8'),
      // Only the top frame has a preload.
      (channel, args) =>
        invoke(channel, args, {
          sender: this.webContents,
          senderFrame: { url: appAddress(page), parent: null },
        }),
    )
    const onTheme = () => void this.#paint(page)
    nativeTheme.on('updated', onTheme)
    page.on('close', () => nativeTheme.off('updated', onTheme))
    // Whatever the app says, the double has no place for a second window.
    page.on('popup', (popup) => void popup.close())
    return { page, world }
  }

  /** The page's prefers-color-scheme follows the app's theme. */
  async #paint(page: Page): Promise<void> {
    const colorScheme = nativeTheme.shouldUseDarkColors ? 'dark' : 'light'
    await page.emulateMedia({ colorScheme }).catch(() => undefined)
  }

  /** Requests for the app's own origin go to its protocol handler, all others to the request guard. */
  async #answer(route: Route): Promise<void> {
    const request = route.request()
    const address = request.url().replace(PAGE_ORIGIN, APP_ORIGIN)
    if (request.isNavigationRequest() && !address.startsWith(APP_ORIGIN)) {
      let isPrevented = false
      const details = { url: address, preventDefault: () => (isPrevented = true) }
      this.webContents.emit('will-navigate', details)
      // An answer without content leaves the page where it is.
      if (isPrevented) return route.fulfill({ status: 204 })
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
    await this.webContents.load(address)
    this.emit('ready-to-show')
  }

  show(): void {
    this.#isVisible = true
    this.emit('show')
  }

  hide(): void {
    if (this.#isFullScreen) throw new Error('macOS keeps a black screen of it')
    this.#isVisible = false
    this.emit('hide')
  }

  focus(): void {
    this.focused += 1
    this.emit('focus')
  }

  minimize(): void {
    this.#isMinimized = true
    this.emit('minimize')
  }

  restore(): void {
    this.#isMinimized = false
    this.emit('restore')
  }

  isMinimized(): boolean {
    return this.#isMinimized
  }

  isVisible(): boolean {
    return this.#isVisible
  }

  isDestroyed(): boolean {
    return this.#isDestroyed
  }

  /** As if somebody had dragged the window there. */
  move(bounds: { x: number; y: number; width: number; height: number }): void {
    this.#bounds = bounds
  }

  getNormalBounds() {
    return this.#bounds
  }

  center(): void {
    const [area = this.#bounds] = screen.workAreas
    const { width, height } = this.#bounds
    const x = area.x + Math.round((area.width - width) / 2)
    const y = area.y + Math.round((area.height - height) / 2)
    this.#bounds = { x, y, width, height }
  }

  isFullScreen(): boolean {
    return this.#isFullScreen
  }

  /** The system takes its time to do so. */
  setFullScreen(isWanted: boolean): void {
    setImmediate(() => {
      this.#isFullScreen = isWanted
      this.emit(isWanted ? 'enter-full-screen' : 'leave-full-screen')
    })
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
    this.#context?.then((context) => context.close()).catch(() => undefined)
    this.emit('closed')
  }
}
