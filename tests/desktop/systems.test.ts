/** What macOS and Windows have of their own, as far as the app decides it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { DOCK_PAUSE_MS } from '../../electron/shell/dock.ts'
import { createHome, freePort, type Home, labelsOf, whySkipped } from './start-app.ts'

const why = whySkipped()
const builder = parse(readFileSync(join(import.meta.dirname, '../../electron-builder.yml'), 'utf8'))

let home: Home
let port = 0
beforeEach(async () => {
  home = createHome()
  port = await freePort()
  home.settle({ port, appLanguage: 'en' })
})
afterEach(() => home[Symbol.dispose]())

describe.skipIf(why !== undefined)(`on Windows${why ? ` (${why})` : ''}`, () => {
  it('the tray follows the taskbar at once, and notifications bear the name of the installed app', async () => {
    await using app = home.start({ platform: 'win32', args: ['--demo', '--hidden'] })
    await app.running(port)
    await app.until(({ tray }) => tray?.image.endsWith('running-light.ico'))
    await app.tell({ do: 'system-theme', dark: true })
    await app.until(({ tray }) => tray?.image.endsWith('running-dark.ico'))
    expect((await app.look()).app.modelId).toBe(builder.appId)
    expect(await app.quit()).toBe(0)
    expect(app.last?.tray).toBeUndefined()
  })
})

describe.skipIf(why !== undefined)(`an installed app on Windows${why ? ` (${why})` : ''}`, () => {
  it('is started hidden at login once somebody wants it, and the tray reads that off the system', async () => {
    await using app = home.start({
      platform: 'win32',
      isPackaged: true,
      args: ['--demo', '--hidden'],
    })
    await app.running(port)
    for (const loginItems of [['--hidden'], []]) {
      await app.tell({ do: 'click', path: ['Launch at login'] })
      const isOn = loginItems.length > 0
      await app.until(({ tray }) =>
        tray?.menu.some(({ label, checked }) => label === 'Launch at login' && checked === isOn),
      )
      expect((await app.look()).app.loginItems).toEqual(loginItems)
    }
  })
})

describe.skipIf(why !== undefined)(`on macOS${why ? ` (${why})` : ''}`, () => {
  it('the app is in the Dock while its window is, which comes up in front and fills no screen when closed', async () => {
    await using app = home.start({ platform: 'darwin', args: ['--demo', '--hidden'] })
    await app.running(port)
    const desk = await app.look()
    expect(desk.tray?.image).toMatch(/runningTemplate\.png$/)
    // Where a person has put the icon is remembered under it.
    expect(desk.tray?.guid).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/)
    expect(labelsOf(desk.applicationMenu)).toEqual(
      expect.arrayContaining(['Edit › Copy', 'Edit › Paste', 'Window › Minimize']),
    )
    expect(desk.app).toMatchObject({ isInDock: false, timesActivated: 0 })
    await app.ring(DOCK_PAUSE_MS)
    await app.tell({ do: 'click', path: ['Open Gemini Balance'] })
    await app.until((seen) => seen.windows[0]?.visible && seen.app.isInDock)
    expect((await app.look()).app.timesActivated).toBe(1)
    await app.ring(DOCK_PAUSE_MS)
    await app.tell({ do: 'fill-screen' })
    await app.close()
    await app.until((seen) => !seen.app.isInDock)
    await app.tell({ do: 'click', path: ['Open Gemini Balance'] })
    await app.until((seen) => seen.windows[0]?.visible && seen.app.timesActivated === 2)
  })
})
