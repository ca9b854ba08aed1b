import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { MenuItemConstructorOptions } from 'electron'
import { describe, expect, it } from 'vitest'
import type { ServiceState } from '../shared/contract/app.ts'
import { trayImageName } from './tray-image.ts'
import { trayMenu } from './tray-menu.ts'
import { type TrayCommand, type TrayInput, type TrayKey, trayModel } from './tray-model.ts'
import { duration } from './tray-status.ts'
import { type Language, languageOf, speakerOf } from './words.ts'

const running: ServiceState = {
  kind: 'running',
  origin: 'http://127.0.0.1:8000',
  openaiBaseUrl: 'http://127.0.0.1:8000/v1',
  geminiBaseUrl: 'http://127.0.0.1:8000',
  sinceMs: 0,
}
const taken: ServiceState = {
  kind: 'failed',
  problem: { code: 'taken', message: '', host: '127.0.0.1', port: 8000, holder: 'nginx (pid 7)' },
}
const failed = (code: 'taken-by-us' | 'denied' | 'address' | 'other'): ServiceState => ({
  kind: 'failed',
  problem: { code, message: '', host: '192.168.1.5', port: 8000 },
})
const key = (state: TrayKey['state'], at = 1): TrayKey => ({
  id: `id-${at}`,
  masked: `AI…${at}`,
  label: state === 'invalid' ? 'R&D' : '',
  state,
  enabled: state !== 'disabled',
})

function input(changes: Partial<TrayInput> = {}, language: Language = 'en'): TrayInput {
  return {
    service: running,
    keys: [key('ready')],
    tally: { ready: 1, total: 1 },
    restingModels: [],
    vault: 'available',
    nowMs: 0,
    switches: { showSearchLink: true, codeExecutionEnabled: false, showThinkingProcess: true },
    hasToken: true,
    launchAtLogin: 'off',
    version: '1.2.3',
    update: { kind: 'unknown' },
    say: speakerOf(language),
    ...changes,
  }
}

/** The menu as a person reads it, off what Electron builds it from. */
function text(items: readonly MenuItemConstructorOptions[], indent = ''): string {
  return items
    .map(({ type, label, checked, enabled, submenu }) => {
      if (type === 'separator') return `${indent}—`
      const check = type === 'checkbox' ? (checked === true ? '[x] ' : '[ ] ') : ''
      const dead = enabled === false ? ' (dead)' : ''
      const inner = Array.isArray(submenu) ? `\n${text(submenu, `${indent}  `)}` : ''
      return `${indent}${check}${label}${dead}${inner}`
    })
    .join('\n')
}

/** What all systems show of a state: pictures for both grounds, tooltip and the one menu. */
function onEverySystem(changes: Partial<TrayInput>, language: Language): string {
  const { icon, tooltip, rows } = trayModel(input(changes, language))
  const looks = systems.map((os) => {
    const pictures = new Set([false, true].map((isDark) => trayImageName(icon, os, isDark)))
    return `${os}: ${[...pictures].join(', ')}`
  })
  return [...looks, tooltip, text(trayMenu(rows, () => undefined))].join('\n')
}

/** Rows are the same everywhere, because on Linux the menu is all there is; pictures differ. */
const systems = ['darwin', 'win32', 'linux'] as const

const situations: Record<string, Partial<TrayInput>> = {
  'serving with all keys': {},
  'some keys resting': {
    keys: [key('ready'), key('cooling', 2), key('invalid', 3), key('disabled', 4)],
    tally: { ready: 1, total: 3 },
    nextReadyAtMs: 41_000,
  },
  'all keys resting': {
    keys: [key('exhausted')],
    tally: { ready: 0, total: 1 },
    nextReadyAtMs: 3 * 3_600_000 + 420_000,
  },
  'a model that all keys rest for': {
    restingModels: [{ model: 'gemini-3.8-flash', backAtMs: 36_000 }],
  },
  'models that all keys rest for': {
    restingModels: [{ model: 'a' }, { model: 'b', backAtMs: 9000 }, { model: 'c', backAtMs: 5000 }],
  },
  'a model that comes back for no key': { restingModels: [{ model: 'gemini-3.8-pro' }] },
  'no keys yet': { keys: [], tally: { ready: 0, total: 0 }, hasToken: false },
  'the port taken': { service: taken },
  'the port taken by another copy': { service: failed('taken-by-us') },
  'the port reserved': { service: failed('denied') },
  'no such address': { service: failed('address') },
  'a port that fails otherwise': { service: failed('other') },
  'Google throttling': { throttledUntilMs: 90_000 },
  'the keychain locked': {
    keys: [],
    tally: { ready: 0, total: 0 },
    hasToken: false,
    vault: 'locked',
  },
  'no keychain': { vault: 'missing' },
  'a keychain that refuses': { vault: 'denied' },
  stopped: { service: { kind: 'stopped' } },
  starting: { service: { kind: 'starting' } },
  'launched at login': { launchAtLogin: 'on' },
  'launch at login not yet allowed': { launchAtLogin: 'needs-approval' },
  'an app that runs from its sources': { launchAtLogin: undefined },
  'a newer version': {
    update: { kind: 'available', version: '1.3.0', pageUrl: '', canInstall: false },
  },
  'a newer version downloaded': { update: { kind: 'ready', version: '1.3.0' } },
  'no place to look for versions': { update: { kind: 'no-source' } },
}

describe('the tray menu tells the truth', () => {
  for (const language of ['en', 'zh-CN'] as const) {
    it.each(Object.entries(situations))(`with %s, in ${language}`, (_name, changes) => {
      expect(onEverySystem(changes, language)).toMatchSnapshot()
    })
  }

  it('and every row that can be clicked hands on what it says', () => {
    const asked: TrayCommand[] = []
    const { rows } = trayModel(input({ keys: [key('ready'), key('disabled', 2)] }))
    const click = (items: readonly MenuItemConstructorOptions[]): void => {
      for (const { click: act, submenu } of items) {
        act?.({} as never, undefined, {})
        if (Array.isArray(submenu)) click(submenu)
      }
    }
    click(trayMenu(rows, (command) => asked.push(command)))
    expect(asked).toMatchSnapshot()
  })

  it('also of a hundred keys: twenty, and the way to the rest', () => {
    const keys = Array.from({ length: 100 }, (_, at) => key('ready', at))
    const { rows, tooltip } = trayModel(input({ keys, tally: { ready: 100, total: 100 } }))
    const submenu = rows.find((row) => row.kind === 'row' && row.label === 'Keys')
    const labels = submenu?.kind === 'row' ? (submenu.rows ?? []) : []
    expect(labels).toHaveLength(4 + 20 + 1)
    expect(labels.at(-1)).toMatchObject({ label: '80 more in the window…' })
    expect(tooltip.length).toBeLessThanOrEqual(127)
  })
})

describe('the tray icon', () => {
  const icons = ['running', 'degraded', 'exhausted', 'failed', 'stopped'] as const
  const folder = join(import.meta.dirname, '..', '..', 'resources', 'tray')

  it.each(systems)('has a picture for every state on %s', (os) => {
    for (const icon of icons) {
      for (const isDark of [true, false]) {
        expect(existsSync(join(folder, trayImageName(icon, os, isDark)))).toBe(true)
      }
    }
  })

  it('is a template on macOS, so that the system colours it', () => {
    expect(trayImageName('running', 'darwin', true)).toBe('runningTemplate.png')
  })
})

it('keys beyond twenty are counted and lead to the window', () => {
  const keys = Array.from({ length: 25 }, (_, at) => key('ready', at))
  const rows = trayModel(input({ keys, tally: { ready: 25, total: 25 } })).rows
  const submenu = rows.find((row) => row.kind === 'row' && row.label === 'Keys')
  expect(submenu?.kind === 'row' && submenu.rows?.at(-1)).toEqual({
    kind: 'row',
    label: '5 more in the window…',
    command: { do: 'open', page: 'keys' },
  })
})

it('a time that is over is shown as none left', () => {
  expect([duration(-5), duration(41_000), duration(725_000), duration(11_220_000)]).toEqual([
    '0:00',
    '0:41',
    '12:05',
    '3:07:00',
  ])
})

it('the language follows the system unless a person chose one', () => {
  expect(languageOf('system', ['fr-FR', 'zh-Hans-CN', 'en'])).toBe('zh-CN')
  expect(languageOf('system', ['fr-FR'])).toBe('en')
  expect(languageOf('en', ['zh-CN'])).toBe('en')
})
