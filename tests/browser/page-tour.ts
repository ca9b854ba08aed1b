/** Every page of the interface in every width, looked at by a machine, and kept as a picture. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Page } from 'playwright-core'
import { accessibilityFaults, type Visitor } from './chromium.ts'
import { openPage } from './console.ts'

/** Where the pictures are. */
const folder = join(import.meta.dirname, '..', '..', 'out', 'screenshots')

/** Paths of all pages, whoever serves them. */
export const pagePaths = [
  '',
  'keys',
  'requests',
  'requests/errors',
  'requests/log',
  'statistics',
  'playground',
  'images',
  'welcome',
  'connect',
  'settings/server',
  'settings/security',
  'settings/tokens',
  'settings/upstream',
  'settings/keys',
  'settings/models',
  'settings/tools',
  'settings/images',
  'settings/activity',
  'settings/appearance',
] as const

const widths = [1100, 760, 390] as const

/**
 * Both themes and both languages, each with the width in which it is looked at more closely. A theme
 * has no words and a language no colours, so not every one of them meets every other.
 */
export const visitors: readonly Visitor[] = [
  { theme: 'light', language: 'en', width: 1100 },
  { theme: 'dark', language: 'en', width: 390 },
  { theme: 'dark', language: 'zh-CN', width: 760 },
]

export interface Tour extends Visitor {
  paths?: readonly string[]
  /** Distinguishes the pictures of this tour from those of others. */
  name: string
}

/** Goes through all pages; gives what is wrong with them, in words. */
export async function faultsOfTour(
  page: Page,
  { theme, language, width: closeWidth, paths = pagePaths, name }: Tour,
): Promise<string[]> {
  mkdirSync(folder, { recursive: true })
  const isKept = (theme === 'light') === (language === 'en')
  const faults: string[] = []
  for (const path of paths) {
    await openPage(page, path)
    for (const width of widths) {
      await page.setViewportSize({ width, height: width < 500 ? 844 : 720 })
      const picture = `${name}-${path.replace('/', '-') || 'overview'}-${theme}-${language}-${width}.png`
      // One in each theme and language in all widths; the other shows what is different in it.
      if (isKept || width === closeWidth) await page.screenshot({ path: join(folder, picture) })
      const overflow = Number(
        await page.evaluate('document.documentElement.scrollWidth - innerWidth'),
      )
      if (overflow > 0) faults.push(`${picture}: ${overflow} px too wide`)
      const blank = Number(
        await page.evaluate('document.documentElement.scrollHeight - innerHeight'),
      )
      if (blank > 0) faults.push(`${picture}: ${blank} px of nothing below`)
      if (width !== closeWidth) continue
      for (const fault of await accessibilityFaults(page)) faults.push(`${path}: ${fault}`)
    }
  }
  return [...new Set(faults)]
}
