/** The test's hands in the process of the app: clicks menus, closes windows, looks at what happened. */
import { type MenuItem, powerMonitor, recorded } from './desk.ts'
import { permissions } from './session.ts'
import { ring } from './timers.ts'
import { openWindows } from './windows.ts'
import { app } from './app.ts'

/** What a test can ask for. */
export type Order =
  | { do: 'look' }
  | { do: 'click'; path: readonly string[] }
  | { do: 'close-window' }
  | { do: 'move-window'; bounds: { x: number; y: number; width: number; height: number } }
  | { do: 'crash-page' }
  | { do: 'page-hangs' | 'page-answers' }
  | { do: 'answer'; button: string }
  /** Ends a wait of exactly that length now; false while nobody waits that long. */
  | { do: 'ring'; delayMs: number }
  | { do: 'set-clipboard'; text: string }
  | { do: 'permission'; name: string }
  | { do: 'power'; event: 'resume' | 'suspend' | 'unlock-screen' }
  | { do: 'quit' }

export interface Desk {
  tray?: { tooltip: string; image: string; menu: MenuText[] }
  windows: WindowText[]
  notifications: { title: string; body: string }[]
  clipboard: string
  opened: string[]
  questions: { message: string; detail?: string; buttons: string[] }[]
  applicationMenu: MenuText[]
}

export interface WindowText {
  visible: boolean
  minimized: boolean
  loaded: boolean
  /** How often it was put in front of all others. */
  focused: number
  bounds: { x: number; y: number; width: number; height: number }
  address: string
  sandbox: boolean
  contextIsolation: boolean
}

export interface MenuText {
  label: string
  checked?: boolean
  enabled: boolean
  submenu?: MenuText[]
}

function carryOut(order: Order): unknown {
  switch (order.do) {
    case 'look':
      return look()
    case 'click':
      return click(recorded.tray?.menu?.items ?? [], order.path)
    case 'close-window':
      return openWindows()[0]?.tryClose()
    case 'move-window':
      return openWindows()[0]?.move(order.bounds)
    case 'crash-page':
      return openWindows()[0]?.webContents.crash()
    case 'page-hangs':
      return openWindows()[0]?.emit('unresponsive')
    case 'page-answers':
      return openWindows()[0]?.emit('responsive')
    case 'answer':
      return [...recorded.questions][0]?.answer(order.button)
    case 'ring':
      return ring(order.delayMs)
    case 'set-clipboard':
      recorded.clipboard = order.text
      return true
    case 'permission':
      return permissions.check?.(null, order.name)
    case 'power':
      return powerMonitor.emit(order.event)
    case 'quit':
    default:
      return app.quit()
  }
}

function look(): Desk {
  const { tray, notifications, clipboard, opened, questions, applicationMenu } = recorded
  return {
    ...(tray !== undefined && {
      tray: {
        tooltip: tray.tooltip,
        image: tray.image.path,
        menu: textsOf(tray.menu?.items ?? []),
      },
    }),
    windows: openWindows().map((window) => ({
      visible: window.isVisible(),
      minimized: window.isMinimized(),
      loaded: window.webContents.isLoaded,
      focused: window.focused,
      bounds: window.getNormalBounds(),
      address: window.webContents.getURL(),
      sandbox: window.options.webPreferences?.sandbox === true,
      contextIsolation: window.options.webPreferences?.contextIsolation === true,
    })),
    notifications,
    clipboard,
    opened,
    questions: [...questions].map(({ answer: _answer, ...text }) => text),
    applicationMenu: textsOf(applicationMenu?.items ?? []),
  }
}

function textsOf(items: readonly MenuItem[]): MenuText[] {
  return items.map(({ label = '', checked, enabled = true, submenu }) => ({
    label,
    enabled,
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
  item.click()
  return true
}

/** Begins to carry out what the test asks for over the IPC channel. */
export function listenToTest(): void {
  // Whatever has ended the test, nobody is left who would end the app.
  process.on('disconnect', () => process.exit(1))
  process.on('message', ({ id, order }: { id: number; order: Order }) => {
    Promise.try(carryOut, order)
      .then((result) => process.send?.({ id, result: result ?? null }))
      .catch((error: unknown) => process.send?.({ id, error: String(error) }))
  })
  app.once('quit', () => process.send?.({ last: look() }))
}
