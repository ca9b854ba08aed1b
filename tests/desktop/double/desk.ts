/** Tray, menus, notifications, clipboard and the rest of the desk, recorded so that tests can look. */
import { EventEmitter } from 'node:events'
import { existsSync } from 'node:fs'

export interface MenuItem {
  label?: string
  type?: string
  checked?: boolean
  enabled?: boolean
  click?: () => void
  submenu?: MenuItem[]
}

export const recorded = {
  tray: undefined as Tray | undefined,
  notifications: [] as { title: string; body: string }[],
  clipboard: '',
  opened: [] as string[],
  questions: new Set<Question>(),
  applicationMenu: undefined as Menu | undefined,
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
}

export class Tray extends EventEmitter {
  tooltip = ''
  image: { path: string }
  menu: Menu | undefined

  constructor(image: { path: string }) {
    super()
    this.image = image
    recorded.tray = this
  }

  setImage(image: { path: string }): void {
    this.image = image
  }

  setToolTip(text: string): void {
    this.tooltip = text
  }

  setContextMenu(menu: Menu): void {
    this.menu = menu
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

class NativeTheme extends EventEmitter {
  shouldUseDarkColors = false
  themeSource = 'system'
}
export const nativeTheme = new NativeTheme()

export class Notification extends EventEmitter {
  readonly options: { title: string; body: string }

  constructor(options: { title: string; body: string }) {
    super()
    this.options = options
  }

  static isSupported(): boolean {
    return true
  }

  show(): void {
    recorded.notifications.push(this.options)
  }
}

export const clipboard = {
  async readText(): Promise<string> {
    return recorded.clipboard
  },
  async writeText(text: string): Promise<void> {
    recorded.clipboard = text
  },
}

export const shell = {
  async openExternal(url: string): Promise<void> {
    recorded.opened.push(url)
  },
  async openPath(path: string): Promise<string> {
    recorded.opened.push(path)
    return ''
  },
}

export const powerMonitor = new EventEmitter()

export const screen = {
  getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }],
}

/** A question that waits for a person. */
interface Question {
  message: string
  detail?: string
  buttons: string[]
  answer(button: string): void
}

interface MessageBoxOptions {
  message: string
  detail?: string
  buttons: string[]
  cancelId?: number
  signal?: AbortSignal
}

export const dialog = {
  showMessageBox(_parent: object, options: MessageBoxOptions): Promise<{ response: number }> {
    return new Promise((resolve) => {
      const { message, detail, buttons, cancelId = 0, signal } = options
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
