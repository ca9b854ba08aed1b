import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type AutostartParts, createAutostart } from './autostart.ts'
import { desktopEntry, isSwitchedOn } from './xdg-autostart.ts'

let home = ''
let problems: string[] = []
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'autostart-'))
  problems = []
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

interface Item {
  openAtLogin: boolean
  args?: string[]
}

/** The login items of a system, which remembers an entry under its arguments. */
function fakeItems(obeys = true) {
  const written: Item[] = []
  const system = { status: 'not-registered', isSwitchedOff: false, reads: 0 }
  const items = {
    getLoginItemSettings: (query: { args?: string[] } = {}) => {
      system.reads += 1
      const last = written.at(-1)
      const isSame = JSON.stringify(query.args) === JSON.stringify(last?.args)
      const openAtLogin = isSame && last?.openAtLogin === true
      const executableWillLaunchAtLogin = openAtLogin && !system.isSwitchedOff
      return { openAtLogin, executableWillLaunchAtLogin, status: system.status }
    },
    setLoginItemSettings: (item: Item) => {
      if (obeys) written.push(item)
    },
  }
  return { items: items as unknown as AutostartParts['loginItems'], written, system }
}

function open(platform: NodeJS.Platform, changes: Partial<AutostartParts> = {}) {
  let nowMs = 0
  const autostart = createAutostart({
    platform,
    isPackaged: true,
    environment: {},
    home,
    execPath: '/opt/Gemini Balance/gemini-balance-desktop',
    loginItems: fakeItems().items,
    nowMs: () => (nowMs += 10_000),
    onProblem: (message) => problems.push(message),
    ...changes,
  })
  if (autostart === undefined) throw new Error('There is no autostart')
  return autostart
}

describe('launch at login on Windows', () => {
  it('is off at first, starts hidden, and is found again under its arguments', () => {
    const { items, written } = fakeItems()
    const autostart = open('win32', { loginItems: items })
    expect(autostart.state()).toBe('off')
    expect(autostart.set(true)).toBe('on')
    expect(written).toEqual([{ openAtLogin: true, args: ['--hidden'] }])
    expect(autostart.set(false)).toBe('off')
  })

  it('is off when the task manager has switched it off', () => {
    const { items, system } = fakeItems()
    const autostart = open('win32', { loginItems: items })
    autostart.set(true)
    system.isSwitchedOff = true
    expect(autostart.state()).toBe('off')
  })
})

describe('launch at login on macOS', () => {
  it('needs no arguments, and says when the person has to consent', () => {
    const { items, written, system } = fakeItems()
    const autostart = open('darwin', { loginItems: items })
    expect(autostart.set(true)).toBe('on')
    expect(written).toEqual([{ openAtLogin: true }])
    system.status = 'requires-approval'
    expect(autostart.state()).toBe('needs-approval')
  })

  it('is told as it is when the system does not obey, as with an unsigned copy', () => {
    expect(open('darwin', { loginItems: fakeItems(false).items }).set(true)).toBe('off')
  })
})

describe('launch at login on Linux', () => {
  const entryIn = (config: string) => join(config, 'autostart', 'gemini-balance.desktop')
  const usual = () => entryIn(join(home, '.config'))

  it('is a desktop entry in the folder of the person', () => {
    const autostart = open('linux')
    expect(autostart.state()).toBe('off')
    expect(autostart.set(true)).toBe('on')
    expect(readFileSync(usual(), 'utf8')).toBe(
      `[Desktop Entry]
Type=Application
Name=Gemini Balance
Exec="/opt/Gemini Balance/gemini-balance-desktop" --hidden
Icon=gemini-balance-desktop
X-GNOME-Autostart-enabled=true
`,
    )
    expect(autostart.set(false)).toBe('off')
    expect(autostart.set(false)).toBe('off')
    expect(existsSync(usual())).toBe(false)
  })

  it('follows XDG_CONFIG_HOME, unless that is empty or relative', () => {
    const config = join(home, 'elsewhere')
    open('linux', { environment: { XDG_CONFIG_HOME: config } }).set(true)
    expect(existsSync(entryIn(config))).toBe(true)
    for (const nothing of ['', 'relative/folder']) {
      open('linux', { environment: { XDG_CONFIG_HOME: nothing } }).set(true)
      expect(existsSync(usual())).toBe(true)
      rmSync(usual())
    }
  })

  it.each(['Hidden=true', 'X-GNOME-Autostart-enabled=false'])(
    'is off when a desktop has switched it off with %s',
    (line) => {
      const autostart = open('linux')
      autostart.set(true)
      writeFileSync(usual(), `${desktopEntry('/opt/x', '--hidden')}${line}\n`)
      expect(autostart.state()).toBe('off')
    },
  )

  it('names the AppImage, not its mount, and is put right when that has moved', () => {
    const environment = (path: string) => ({ environment: { APPIMAGE: path } })
    open('linux', environment('/home/me/old.AppImage')).set(true)
    expect(open('linux', environment('/home/me/new.AppImage')).state()).toBe('on')
    expect(readFileSync(usual(), 'utf8')).toContain('Exec="/home/me/new.AppImage" --hidden')
    expect(problems).toEqual([])
  })

  it('that is off is not switched on by putting it right', () => {
    mkdirSync(join(home, '.config', 'autostart'), { recursive: true })
    writeFileSync(usual(), `${desktopEntry('/opt/old', '--hidden')}Hidden=true\n`)
    expect(open('linux').state()).toBe('off')
    expect(readFileSync(usual(), 'utf8')).toContain('/opt/old')
  })

  it('that cannot be written is an error, never a pretence', () => {
    writeFileSync(join(home, '.config'), 'a file where a folder should be')
    const autostart = open('linux')
    expect(() => autostart.set(true)).toThrow(/EEXIST|ENOTDIR/)
    expect(autostart.state()).toBe('off')
  })

  it('quotes what a shell or the entry itself would take for something else', () => {
    const entry = desktopEntry('/opt/a "b" $c `d` \\e 100%/x', '--hidden')
    expect(entry).toContain(
      'Exec="/opt/a \\\\"b\\\\" \\\\$c \\\\`d\\\\` \\\\\\\\e 100%%/x" --hidden\n',
    )
    expect(isSwitchedOn(entry)).toBe(true)
    expect(isSwitchedOn('')).toBe(false)
  })
})

it('an app that runs from its sources has nothing of lasting value to start', () => {
  expect(() => open('linux', { isPackaged: false })).toThrow('There is no autostart')
})

it('the system is asked at most every two seconds, and those who listen hear of a change', () => {
  const { items, system } = fakeItems()
  let nowMs = 0
  const autostart = open('darwin', { loginItems: items, nowMs: () => nowMs })
  for (let at = 0; at < 100; at += 1) autostart.state()
  expect(system.reads).toBe(1)
  nowMs = 2000
  autostart.state()
  expect(system.reads).toBe(2)
  const heard = vi.fn<() => void>()
  autostart.onChange(heard)
  autostart.set(true)
  expect(heard).toHaveBeenCalledOnce()
  expect(autostart.state()).toBe('on')
})
