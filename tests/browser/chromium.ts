/** The Chromium of the browser tests, with a look at what a page complains of. */
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Browser, chromium, type Page } from 'playwright-core'

const PROGRAM = '/usr/bin/chromium'
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Why there can be no browser test here; undefined when there can. */
export const whySkipped = existsSync(PROGRAM) ? undefined : 'skipped: chromium is not installed'

/** Starts the browser; it fetches nothing of its own. */
export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: PROGRAM,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // A name that is not this machine's, for what browsers allow on such pages.
      '--host-resolver-rules=MAP nas.test 127.0.0.1',
    ],
  })
}

export interface Visit {
  page: Page
  /** Errors and warnings of the console, and exceptions. */
  complaints: string[]
}

export interface Visitor {
  theme: 'light' | 'dark'
  language: 'en' | 'zh-CN'
  width: number
}

/** A person's browser, without a past. */
export async function visit(browser: Browser, { theme, language, width }: Visitor): Promise<Visit> {
  const context = await browser.newContext({
    viewport: { width, height: width < 500 ? 844 : 720 },
    colorScheme: theme,
    locale: language,
    reducedMotion: 'reduce',
  })
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', ({ message }) => complaints.push(message))
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  return { page, complaints }
}

/** What axe finds wrong on a page, as `rule: element`. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  return runAxe(page, {})
}

/**
 * The same of what has opened above a page, in both themes. It stands outside of the page's
 * regions, and in another theme only the colours are others.
 */
export async function faultsAbovePage(page: Page): Promise<string[]> {
  const light = await runAxe(page, { rules: { region: { enabled: false } } })
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.locator('[data-mantine-color-scheme="dark"]').first().waitFor()
  const dark = await runAxe(page, { runOnly: ['color-contrast'] })
  await page.emulateMedia({ colorScheme: 'light' })
  return [...light, ...dark.map((fault) => `dark: ${fault}`)]
}

async function runAxe(page: Page, options: object): Promise<string[]> {
  // Not as a script element, which the page's own policy forbids.
  if ((await page.evaluate('typeof axe')) === 'undefined') await page.evaluate(axe)
  const given = JSON.stringify({ ...options, resultTypes: ['violations'] })
  const found = await page.evaluate(`axe.run(document, ${given})`)
  const { violations } = found as { violations: { id: string; nodes: { html: string }[] }[] }
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`),
  )
}

/**
 * What one frame costs the page's thread while a list is scrolled as a wheel does it, in
 * milliseconds of processor time, which does not depend on what else the machine is doing.
 */
export async function frameCostMs(page: Page, list: string): Promise<number> {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  const spentMs = async () => {
    const { metrics } = await session.send('Performance.getMetrics')
    return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN)
  }
  const before = await spentMs()
  await page.evaluate(scrollByFrames(list))
  const after = await spentMs()
  await session.detach()
  return (after - before) / FRAMES
}

/** From here on the W3C's Long Tasks speaks of a pause; a list that is drawn whole takes many times that. */
export const LONG_TASK_MS = 50

const FRAMES = 150
const STEP_PX = 120

const scrollByFrames = (list: string) => `(async () => {
  const element = document.querySelector('${list}')
  for (let frame = 0; frame < ${FRAMES}; frame += 1) {
    element.scrollTop += ${STEP_PX}
    await new Promise(requestAnimationFrame)
  }
})()`
