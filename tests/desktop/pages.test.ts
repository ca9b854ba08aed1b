/** Every page in the window, over IPC: what the web console shows, and what only the desktop has. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { BRIDGE_NAME } from '../../electron/shared/bridge.ts'
import type { Settings } from '../../electron/shared/settings.ts'
import { faultsOfTour, pagePaths } from '../browser/page-tour.ts'
import { openApp, type OpenedApp } from './opened-app.ts'
import { type RunningApp, whySkipped } from './start-app.ts'

const why = whySkipped()
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

describe.skipIf(why !== undefined)(`the window${why ? ` (${why})` : ''}`, () => {
  let opened: OpenedApp
  let app: RunningApp
  beforeAll(async () => {
    opened = await openApp(['--demo'])
    ;({ app } = opened)
  })
  afterAll(() => opened[Symbol.asyncDispose]())

  const paths = [...pagePaths, 'settings/desktop']

  it.each([
    { theme: 'light', language: 'en', width: 1100 },
    { theme: 'dark', language: 'zh-CN', width: 760 },
  ] as const)('is clean on every page in $theme and $language', async (visitor) => {
    const page = await app.page()
    const complaints: string[] = []
    page.on('pageerror', ({ message }) => complaints.push(message))
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
    })
    const change: Partial<Settings> = { appTheme: visitor.theme, appLanguage: visitor.language }
    await page.evaluate(
      `${BRIDGE_NAME}.call('settings.update', { change: ${JSON.stringify(change)} })`,
    )
    await page
      .locator(`html[lang="${visitor.language}"][data-mantine-color-scheme="${visitor.theme}"]`)
      .waitFor()
    expect(await faultsOfTour(page, { ...visitor, paths, name: 'window' })).toEqual([])
    expect(complaints).toEqual([])
  })

  it('has what only a desktop can do, and no way to sign out', async () => {
    const page = await app.page()
    await page.setViewportSize({ width: 1100, height: 720 })
    await page.evaluate(`${BRIDGE_NAME}.call('settings.update', { change: { appLanguage: 'en' } })`)
    await page.evaluate("location.hash = '#/'")
    await page.getByRole('button', { name: 'Stop', exact: true }).waitFor()
    expect(await page.getByRole('button', { name: 'Sign out' }).count()).toBe(0)
    await page.evaluate("location.hash = '#/settings/desktop'")
    await page.getByRole('switch', { name: 'Look for updates' }).waitFor()
    await page.getByRole('textbox', { name: 'Drop the hidden window after' }).waitFor()
  })
})
