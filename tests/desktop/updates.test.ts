import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createHome, freePort, whySkipped } from './start-app.ts'

const why = whySkipped()
const pageUrl = 'https://github.com/someone/balance/releases/tag/v99.0.0'

/** Answers as GitHub does about its latest release. */
async function fakeGithub() {
  const asked: (string | undefined)[] = []
  const server = createServer(({ url }, response) => {
    asked.push(url)
    response.end(JSON.stringify({ tag_name: 'v99.0.0', html_url: pageUrl }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    asked,
    origin: `http://127.0.0.1:${port}`,
    [Symbol.dispose]: () => void server.close(),
  }
}

describe.skipIf(why !== undefined)(`updates of the app${why ? ` (${why})` : ''}`, () => {
  it('are looked for from the tray, told, and lead to the page of the release', async () => {
    using github = await fakeGithub()
    using home = createHome()
    const package_ = { type: 'module', repository: 'github:someone/balance' }
    writeFileSync(join(home.dataDir, '..', 'package.json'), JSON.stringify(package_))
    writeFileSync(
      join(home.dataDir, 'settings.json'),
      JSON.stringify({ port: await freePort(), appLanguage: 'en' }),
    )
    await using app = home.start({ github: github.origin })
    await app.until(({ tray }) => tray?.menu.some(({ label }) => label.includes('check for')))
    expect(github.asked).toEqual([])
    await app.tell({ do: 'click', path: ['Version '] })
    const told = await app.until(({ notifications }) => notifications[0])
    expect(told.title).toBe('Version 99.0.0 is available')
    expect(github.asked).toEqual(['/repos/someone/balance/releases/latest'])
    await app.until(({ tray }) => tray?.menu.some(({ label }) => label.includes('99.0.0')))

    await app.tell({ do: 'click', path: ['Version 99.0.0'] })
    const page = await app.page()
    await page.getByText('Version 99.0.0 is available.').waitFor()
    expect(await page.getByRole('button', { name: 'Download' }).count()).toBe(0)
    await page.getByRole('button', { name: 'Release page' }).click()
    await app.until(({ opened }) => opened.includes(pageUrl))
  })
})
