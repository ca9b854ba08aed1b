/** The web console as a person uses it. */
import type { Browser, Page } from 'playwright-core'
import { visit, type Visit, type Visitor } from './chromium.ts'

/** A browser that has signed in and stands on the first page. */
export async function signIn(
  browser: Browser,
  { origin, token, ...visitor }: Visitor & { origin: string; token: string },
): Promise<Visit> {
  const seen = await visit(browser, visitor)
  await seen.page.goto(`${origin}/console/`)
  // The question whether somebody is signed in already is answered with 401.
  await seen.page.locator('input').fill(token)
  await seen.page.keyboard.press('Enter')
  await seen.page.locator('nav').waitFor()
  seen.complaints.length = 0
  return seen
}

/** Goes to a page by its path, such as `keys`, and waits until its content is there. */
export async function openPage(page: Page, path: string): Promise<void> {
  await page.evaluate(`location.hash = '#/${path}'`)
  await page.locator('h1').waitFor()
  await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' })
}
