import type { ContextMenuParams, MenuItemConstructorOptions as Item } from 'electron'
import { describe, expect, it } from 'vitest'
import { appMenu } from './app-menu.ts'
import { contextRows } from './context-rows.ts'
import { speakerOf } from './words.ts'

const systems = ['darwin', 'win32', 'linux'] as const
const languages = ['en', 'zh-CN'] as const
const nothing = () => undefined
const actions = {
  settings: nothing,
  updates: nothing,
  guide: nothing,
  connect: nothing,
  log: nothing,
  diagnostics: nothing,
}

/** The menu as a person reads it, with what Electron does by itself in brackets. */
function text(items: readonly Item[], indent = ''): string {
  return items
    .map(({ type, label, role, accelerator, enabled, submenu }) => {
      if (type === 'separator') return `${indent}—`
      const name = label ?? ''
      const does = [role, accelerator].filter((part) => part !== undefined).join(', ')
      const inner = Array.isArray(submenu) ? `\n${text(submenu, `${indent}  `)}` : ''
      const dead = enabled === false ? ' (dead)' : ''
      return `${indent}${name}${does === '' ? '' : ` [${does}]`}${dead}${inner}`
    })
    .join('\n')
}

const rowsOf = (items: readonly Item[]): Item[] =>
  items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? rowsOf(item.submenu) : [])])

const menu = (platform: NodeJS.Platform, language: 'en' | 'zh-CN', isPackaged = true) =>
  appMenu({ platform, isPackaged, say: speakerOf(language), actions })

describe('the menu of the application', () => {
  for (const language of languages) {
    it.each(systems)(`on %s, in ${language}`, (platform) => {
      expect(text(menu(platform, language))).toMatchSnapshot()
    })
  }

  it.each(systems)('leaves no row to the English of Electron on %s', (platform) => {
    const rows = rowsOf(menu(platform, 'zh-CN')).filter(({ type }) => type !== 'separator')
    // macOS itself names the app's own menu.
    const nameless = rows.filter(({ label, role }) => label === undefined && role !== 'appMenu')
    expect(nameless).toEqual([])
    const english = rows.filter(({ label = '' }) => /^[\x20-\x7e…]+$/.test(label))
    expect(english).toEqual([])
  })

  it.each(systems)('lets people copy, paste, close and quit by keyboard on %s', (platform) => {
    const roles = rowsOf(menu(platform, 'en')).map(({ role }) => role)
    expect(roles).toEqual(
      expect.arrayContaining(['undo', 'cut', 'copy', 'paste', 'selectAll', 'close', 'quit']),
    )
  })

  it('shows the tools of developers in no installed app', () => {
    const tools = (isPackaged: boolean) =>
      rowsOf(menu('linux', 'en', isPackaged)).some(({ role }) => role === 'toggleDevTools')
    expect([tools(true), tools(false)]).toEqual([false, true])
  })
})

describe('the menu of a right click', () => {
  const editFlags = (can: boolean) =>
    ({
      canCut: can,
      canCopy: can,
      canPaste: true,
      canSelectAll: true,
    }) as ContextMenuParams['editFlags']
  const rows = (clicked: Partial<ContextMenuParams>, language: 'en' | 'zh-CN' = 'en') =>
    text(
      contextRows(
        { isEditable: false, selectionText: '', editFlags: editFlags(false), ...clicked },
        speakerOf(language),
      ),
    )

  it('lets people paste a key into a field', () => {
    expect(rows({ isEditable: true })).toBe(
      'Cut [cut] (dead)\nCopy [copy] (dead)\nPaste [paste]\n—\nSelect All [selectAll]',
    )
  })

  it('copies what is selected, and is not there where there is nothing to do', () => {
    const selected = { selectionText: 'text', editFlags: editFlags(true) }
    expect(rows(selected, 'zh-CN')).toBe('复制 [copy]')
    expect(rows({})).toBe('')
  })
})
