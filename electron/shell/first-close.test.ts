import type { BrowserWindow, MessageBoxOptions } from 'electron'
import { describe, expect, it } from 'vitest'
import { createFirstClose } from './first-close.ts'
import { speakerOf } from './words.ts'

const window = {} as BrowserWindow

/** A person who clicks the same button whenever they are asked. */
function setUp(platform: NodeJS.Platform, button: number, memory = new Map<string, unknown>()) {
  const asked: MessageBoxOptions[] = []
  const firstClose = createFirstClose({
    remembered: {
      get: (name) => memory.get(name),
      set: (name, value) => void memory.set(name, value),
    },
    platform,
    say: () => speakerOf('en'),
    dialog: {
      showMessageBox: async (_window, options) => {
        asked.push(options)
        return { response: button }
      },
    },
  })
  return { asked, firstClose, memory }
}

describe('who closes the window', () => {
  it('is told once in the life of the installation that the service goes on', async () => {
    const { asked, firstClose, memory } = setUp('linux', 0)
    expect(await firstClose.ask(window, true)).toBe('put-away')
    expect(await firstClose.ask(window, true)).toBe('put-away')
    expect(asked).toMatchObject([
      {
        message: 'Gemini Balance keeps running',
        buttons: ['Keep running', 'Quit Gemini Balance'],
        defaultId: 0,
        cancelId: 0,
      },
    ])
    const next = setUp('linux', 1, memory)
    expect(await next.firstClose.ask(window, true)).toBe('put-away')
    expect(next.asked).toEqual([])
  })

  it('may quit instead', async () => {
    expect(await setUp('win32', 1).firstClose.ask(window, true)).toBe('quit')
  })

  it.each([
    ['linux', true, 'icon in the tray'],
    ['win32', true, 'icon in the tray'],
    ['darwin', true, 'icon in the menu bar'],
    ['linux', false, 'has no tray'],
  ] as const)(
    'is told where it is found again: %s, with a tray: %s',
    async (os, hasTray, words) => {
      const { asked, firstClose } = setUp(os, 0)
      await firstClose.ask(window, hasTray)
      expect(asked[0]?.detail).toContain(words)
    },
  )
})
