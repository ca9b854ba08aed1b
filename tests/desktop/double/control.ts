/** The test's hands in the process of the app: clicks menus, closes windows, looks at what happened. */
import os from 'node:os'
import { syncBuiltinESMExports } from 'node:module'
import { app } from './app.ts'
import {
  clickNotification,
  type MenuItem,
  nativeTheme,
  powerMonitor,
  recorded,
  screen,
} from './desk.ts'
import { invoke, openChannels } from './ipc.ts'
import { answerProtocol, mayRequest, permission } from './session.ts'
import { ring } from './timers.ts'
import { openWindows } from './windows.ts'

/** What a test can ask for. */
export type Order =
  | { do: 'look' }
  | { do: 'click'; path: readonly string[] }
  /** In the menu of the application. */
  | { do: 'choose'; path: readonly string[] }
  | { do: 'right-click'; editable: boolean; selection: string }
  | { do: 'click-notification'; title: string }
  | { do: 'close-window' }
  | { do: 'move-window'; bounds: Bounds }
  | { do: 'fill-screen' }
  /** The machine has displays of these work areas from now on. */
  | { do: 'displays'; workAreas: Bounds[] }
  | { do: 'crash-page' }
  | { do: 'page-hangs' }
  | { do: 'page-answers' }
  | { do: 'answer'; button: string }
  /** Ends a wait of exactly that length now; false while nobody waits that long. */
  | { do: 'ring'; delayMs: number }
  | { do: 'set-clipboard'; text: string }
  | { do: 'permission'; name: string }
  | { do: 'request'; url: string }
  | { do: 'fetch'; url: string; method?: string }
  /** Calls on the app's channel as a frame that need not be ours. */
  | { do: 'call-as'; frame: Frame; args: unknown[] }
  | { do: 'channels' }
  | { do: 'power'; event: 'resume' | 'suspend' | 'unlock-screen' }
  /** The machine has these addresses from now on. */
  | { do: 'network'; addresses: readonly string[] }
  | { do: 'system-theme'; dark: boolean }
  /** An error that nobody catches. */
  | { do: 'fault'; message: string }
  | { do: 'quit' }

export interface Bounds {
  x: number
  y: number
  width: number
  height: number
}

export interface Frame {
  url: string
  isTop: boolean
  /** Whether it is in the window of the app. */
  isOwn: boolean
}

export interface Desk {
  tray?: { tooltip: string; image: string; guid: string; menu: MenuText[] }
  menusSet: number
  windows: WindowText[]
  notifications: { title: string; body: string }[]
  clipboard: string
  opened: string[]
  questions: { message: string; detail?: string; buttons: string[] }[]
  applicationMenu: MenuText[]
  popup: MenuText[]
  theme: string
  app: typeof app.record
}

export interface WindowText {
  visible: boolean
  minimized: boolean
  loaded: boolean
  /** How often it was put in front of all others. */
  focused: number
  bounds: Bounds
  address: string
  background: string
  hidesMenu: boolean
  preferences: { sandbox: boolean; contextIsolation: boolean; nodeIntegration: boolean }
}

export interface MenuText {
  label: string
  role?: string
  checked?: boolean
  enabled: boolean
  submenu?: MenuText[]
}

type Doing = Order['do']

const hands: { readonly [Do in Doing]: (order: Extract<Order, { do: Do }>) => unknown } = {
  look,
  click: ({ path }) => click(recorded.tray?.menu?.items ?? [], path),
  choose: ({ path }) => click(recorded.applicationMenu?.items ?? [], path),
  'right-click': rightClick,
  'click-notification': ({ title }) => clickNotification(title),
  'close-window': () => openWindows()[0]?.tryClose(),
  'move-window': ({ bounds }) => openWindows()[0]?.move(bounds),
  'fill-screen': () => openWindows()[0]?.setFullScreen(true),
  displays: ({ workAreas }) => (screen.workAreas = workAreas),
  'crash-page': () => openWindows()[0]?.webContents.crash(),
  'page-hangs': () => openWindows()[0]?.emit('unresponsive'),
  'page-answers': () => openWindows()[0]?.emit('responsive'),
  answer: ({ button }) => [...recorded.questions][0]?.answer(button),
  ring: ({ delayMs }) => ring(delayMs),
  'set-clipboard': ({ text }) => (recorded.clipboard = text),
  permission: ({ name }) => permission(name),
  request: ({ url }) => mayRequest(url),
  fetch: ({ url, method }) => fetchOwn(url, method),
  'call-as': ({ frame, args }) => callAs(frame, args),
  channels: openChannels,
  power: ({ event }) => powerMonitor.emit(event),
  network: ({ addresses }) => moveTo(addresses),
  'system-theme': ({ dark }) => {
    nativeTheme.isDark = dark
    return nativeTheme.emit('updated')
  },
  fault: ({ message }) =>
    void setImmediate(() => {
      throw new Error(message)
    }),
  quit: () => app.quit(),
}

function carryOut<Do extends Doing>(order: Extract<Order, { do: Do }>): unknown {
  return hands[order.do](order)
}

function look(): Desk {
  const { tray, menusSet, notifications, clipboard, opened, questions } = recorded
  return {
    ...(tray !== undefined && {
      tray: {
        tooltip: tray.tooltip,
        image: tray.image.path,
        guid: tray.guid,
        menu: textsOf(tray.menu?.items ?? []),
      },
    }),
    menusSet,
    windows: openWindows().map((window) => ({
      visible: window.isVisible(),
      minimized: window.isMinimized(),
      loaded: window.webContents.isLoaded,
      focused: window.focused,
      bounds: window.getNormalBounds(),
      address: window.webContents.getURL(),
      background: window.options.backgroundColor ?? '',
      hidesMenu: window.options.autoHideMenuBar === true,
      preferences: {
        sandbox: window.options.webPreferences?.sandbox === true,
        contextIsolation: window.options.webPreferences?.contextIsolation === true,
        nodeIntegration: window.options.webPreferences?.nodeIntegration === true,
      },
    })),
    notifications: notifications.map(({ title, body }) => ({ title, body })),
    clipboard,
    opened,
    questions: [...questions].map(({ answer: _answer, ...text }) => text),
    applicationMenu: textsOf(recorded.applicationMenu?.items ?? []),
    popup: textsOf(recorded.popup?.items ?? []),
    theme: nativeTheme.themeSource,
    app: app.record,
  }
}

function textsOf(items: readonly MenuItem[]): MenuText[] {
  return items.map(({ label = '', role, checked, enabled = true, submenu }) => ({
    label,
    enabled,
    ...(role !== undefined && { role }),
    ...(checked !== undefined && { checked }),
    ...(submenu !== undefined && { submenu: textsOf(submenu) }),
  }))
}

/** Clicks the row whose label begins with the last part of the path. */
function click(items: readonly MenuItem[], [first = '', ...rest]: readonly string[]): true {
  const item = items.find(({ label }) => label?.startsWith(first) === true)
  if (item === undefined) throw new Error(`There is no row "${first}"`)
  if (rest.length > 0) return click(item.submenu ?? [], rest)
  if (item.enabled === false || item.click === undefined) throw new Error(`"${first}" is dead`)
  // Electron does so before the app hears of the click.
  if (item.type === 'checkbox') item.checked = item.checked !== true
  item.click()
  return true
}

function rightClick({ editable, selection }: Extract<Order, { do: 'right-click' }>): unknown {
  const hasText = selection !== ''
  return openWindows()[0]?.webContents.emit(
    'context-menu',
    {},
    {
      isEditable: editable,
      selectionText: selection,
      editFlags: { canCut: hasText, canCopy: hasText, canPaste: true, canSelectAll: true },
    },
  )
}

async function fetchOwn(url: string, method = 'GET') {
  const answer = await answerProtocol(new Request(url, { method }))
  const { status, headers } = answer
  return { status, headers: Object.fromEntries(headers), body: await answer.text() }
}

async function callAs({ url, isTop, isOwn }: Frame, args: unknown[]): Promise<unknown> {
  const [channel = ''] = openChannels()
  const sender = { id: isOwn ? openWindows()[0]?.webContents.id : -1 }
  return invoke(channel, args, { sender, senderFrame: { url, parent: isTop ? null : {} } })
}

function moveTo(addresses: readonly string[]): true {
  const lan = addresses.map((address) => ({
    family: 'IPv4' as const,
    address,
    netmask: '255.255.255.0',
    mac: '00:00:00:00:00:00',
    internal: false,
    cidr: null,
  }))
  os.networkInterfaces = () => ({ lan })
  syncBuiltinESMExports()
  return true
}

/** Begins to carry out what the test asks for over the IPC channel. */
export function listenToTest(): void {
  // Whatever has ended the test, nobody is left who would end the app.
  process.on('disconnect', () => process.exit(1))
  process.on('message', ({ id, order }: { id: number; order: Order }) => {
    Promise.try(() => carryOut(order))
      .then((result) => process.send?.({ id, result: result ?? null }))
      .catch((error: unknown) => process.send?.({ id, error: String(error) }))
  })
  app.once('quit', () => process.send?.({ last: look() }))
}
