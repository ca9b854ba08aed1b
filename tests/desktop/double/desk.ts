/** Tray, menus, notifications, clipboard and the rest of the desk, recorded so that tests can look. */
import { EventEmitter } from 'node:events'
import { existsSync } from 'node:fs'
import type * as Electron from 'electron'

/** A menu as the app describes it; `submenu` is always a template here. */
export interface MenuItem extends Omit<Electron.MenuItemConstructorOptions, 'click' | 'submenu'> {
  click?: () => void
  submenu?: MenuItem[]
}

export const recorded = {
  tray: undefined as Tray | undefined,
  /** How often the tray got a menu. */
  menusSet: 0,
  notifications: [] as ShownNotification[],
  clipboard: '',
  opened: [] as string[],
  questions: new Set<Question>(),
  applicationMenu: undefined as Menu | undefined,
  /** The menu of the last right click. */
  popup: undefined as Menu | undefined,
}

export class Menu {
  readonly items: MenuItem[]

  constructor(items: MenuItem[]) {
    this.items = items
  }

  static buildFromTemplate(template: MenuItem[]): Menu {
    return new Menu(template)
  }

  static setApplicationMenu(menu: Menu): void {
    recorded.applicationMenu = menu
  }

  popup(): void {
    recorded.popup = this
  }
}

interface Picture {
  path: string
}

export class Tray
  extends EventEmitter
  implements Pick<Electron.Tray, 'setToolTip' | 'destroy' | 'isDestroyed'>
{
  tooltip = ''
  image: Picture
  menu: Menu | undefined

  readonly guid: string

  constructor(image: Picture, guid = '') {
    super()
    this.image = image
    this.guid = guid
    recorded.tray = this
  }

  setImage(image: Picture): void {
    this.image = image
  }

  setToolTip(text: string): void {
    this.tooltip = text
  }

  setContextMenu(menu: Menu): void {
    this.menu = menu
    recorded.menusSet += 1
  }

  isDestroyed(): boolean {
    return recorded.tray !== this
  }

  destroy(): void {
    recorded.tray = undefined
  }
}

export const nativeImage = {
  createFromPath(path: string) {
    if (!existsSync(path)) throw new Error(`There is no picture ${path}`)
    return { path, isEmpty: () => false }
  },
}

class NativeTheme
  extends EventEmitter
  implements
    Pick<
      Electron.NativeTheme,
      'shouldUseDarkColors' | 'shouldUseDarkColorsForSystemIntegratedUI' | 'themeSource'
    >
{
  /** What the system has. */
  isDark = false
  #source: Electron.NativeTheme['themeSource'] = 'system'

  get themeSource(): Electron.NativeTheme['themeSource'] {
    return this.#source
  }

  set themeSource(source) {
    if (source === this.#source) return
    this.#source = source
    this.emit('updated')
  }

  get shouldUseDarkColors(): boolean {
    return this.#source === 'system' ? this.isDark : this.#source === 'dark'
  }

  get shouldUseDarkColorsForSystemIntegratedUI(): boolean {
    return this.isDark
  }
}
export const nativeTheme = new NativeTheme()

/** What is on the screen; the object behind it is gone once the app has forgotten it. */
interface ShownNotification {
  title: string
  body: string
  behind: WeakRef<Notification>
}

export class Notification
  extends EventEmitter
  implements Pick<Electron.Notification, 'show' | 'title' | 'body'>
{
  readonly title: string
  readonly body: string

  constructor({ title = '', body = '' }: Electron.NotificationConstructorOptions) {
    super()
    this.title = title
    this.body = body
  }

  static isSupported(): boolean {
    return true
  }

  show(): void {
    const { title, body } = this
    recorded.notifications.push({ title, body, behind: new WeakRef(this) })
  }
}

/** Clicks a notification after a while, when everything that nobody refers to has been collected. */
export function clickNotification(wanted: string): void {
  const shown = recorded.notifications.find(({ title }) => title === wanted)
  globalThis.gc?.()
  shown?.behind.deref()?.emit('click')
}

export const clipboard = {
  async readText(): Promise<string> {
    return recorded.clipboard
  },
  async writeText(text: string): Promise<void> {
    recorded.clipboard = text
  },
} satisfies Pick<Electron.Clipboard, 'readText' | 'writeText'>

export const shell = {
  async openExternal(url: string): Promise<void> {
    recorded.opened.push(url)
  },
  async openPath(path: string): Promise<string> {
    if (!existsSync(path)) return 'Failed to open path'
    recorded.opened.push(path)
    return ''
  },
} satisfies Pick<Electron.Shell, 'openExternal' | 'openPath'>

export const powerMonitor = new EventEmitter()

const display = { x: 0, y: 0, width: 1920, height: 1080 }
export const screen = {
  /** Work areas of the displays there are now. */
  workAreas: [display],
  getAllDisplays: () => screen.workAreas.map((workArea) => ({ workArea })),
}

/** A question that waits for a person. */
interface Question {
  message: string
  detail?: string
  buttons: string[]
  answer(button: string): void
}

export const dialog = {
  showMessageBox(
    _parent: object,
    { message, detail, buttons = [], cancelId = 0, signal }: Electron.MessageBoxOptions,
  ): Promise<{ response: number }> {
    return new Promise((resolve) => {
      const end = (response: number) => {
        recorded.questions.delete(question)
        resolve({ response })
      }
      const question: Question = {
        message,
        ...(detail !== undefined && { detail }),
        buttons,
        answer: (button) => end(buttons.indexOf(button)),
      }
      signal?.addEventListener('abort', () => end(cancelId))
      recorded.questions.add(question)
    })
  },
  showErrorBox(title: string, content: string): void {
    process.stderr.write(`${title}: ${content}\n`)
  },
}
