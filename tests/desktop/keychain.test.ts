import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { KEYRING_COMES_AFTER_MS } from '../../electron/shell/first-secrets.ts'
import type { MenuText } from './double/control.ts'
import { startKeyring } from './late-keyring.ts'
import { createHome, freePort, labelsOf, type RunningApp, whySkipped } from './start-app.ts'

const why = whySkipped()

const isNoKeychain = ({ label }: MenuText) => label.startsWith('▲ No keychain')

/** The token that a client is given. */
async function copiedToken(app: RunningApp): Promise<string> {
  await app.until(({ tray }) => labelsOf(tray?.menu ?? []).includes('Copy access token'))
  await app.tell({ do: 'set-clipboard', text: '' })
  await app.tell({ do: 'click', path: ['Copy access token'] })
  return app.until(({ clipboard }) => clipboard !== '' && clipboard)
}

describe.skipIf(why !== undefined)(`a locked keychain${why ? ` (${why})` : ''}`, () => {
  it.each([
    ['a click', { do: 'click', path: ['▲ The keychain is locked'] }],
    ['signing in', { do: 'power', event: 'unlock-screen' }],
  ] as const)(
    'holds up neither port nor window; %s gives all back once it is unlocked',
    async (_, order) => {
      using home = createHome()
      const port = await freePort()
      const settings = { port, appLanguage: 'en', baseUrl: 'http://127.0.0.1:9' }
      writeFileSync(join(home.dataDir, 'settings.json'), JSON.stringify(settings))
      const key = ['AQ.', 'Ab8RN6Klocked0123456789abcdefgh'].join('')
      const copyToken = ['Copy access token']
      let token = ''
      {
        await using app = home.start({ args: ['--hidden'] })
        await app.until(({ tray }) => tray?.menu.some(({ label }) => label === copyToken[0]))
        await app.tell({ do: 'set-clipboard', text: key })
        await app.tell({ do: 'click', path: ['Keys', 'Add from clipboard'] })
        await app.until(({ tray }) => tray?.tooltip.includes('1 keys ready'))
        await app.tell({ do: 'click', path: copyToken })
        token = await app.until(({ clipboard }) => clipboard !== key && clipboard)
        expect(await app.quit()).toBe(0)
      }
      await using app = home.start({ keyring: 'locked' })
      const locked = await app.until(({ tray }) => tray?.tooltip.includes('locked') && tray)
      const labels = locked.menu.map(({ label }) => label)
      expect(labels).toContain('▲ The keychain is locked: unlock it, then click here')
      expect(labels).not.toContain(copyToken[0])
      expect((await fetch(`http://127.0.0.1:${port}/health`)).ok).toBe(true)
      await (await app.page()).getByText('Unlock your keyring').first().waitFor()

      await home.unlockKeyring()
      await app.tell(order)
      await app.until(({ tray }) => tray?.tooltip.includes('of 1 keys ready'))
      await app.until(({ tray }) => tray?.menu.some(({ label }) => label === copyToken[0]))
      await app.tell({ do: 'click', path: copyToken })
      expect(await app.until(({ clipboard }) => clipboard !== '' && clipboard)).toBe(token)
      const { tray } = await app.look()
      expect(tray?.menu.some(({ label }) => label.includes('locked'))).toBe(false)
      expect(home.filesWith(key)).toEqual([])
      expect(home.filesWith(token)).toEqual([])
    },
  )
})

describe.skipIf(why !== undefined)(
  `a keyring that comes after the app${why ? ` (${why})` : ''}`,
  () => {
    it('at login is looked for again, and gives keys and the one token back unasked', async () => {
      using home = createHome()
      home.settle({ port: await freePort(), appLanguage: 'en', baseUrl: 'http://127.0.0.1:9' })
      const key = ['AQ.', 'Ab8RN6Klate0123456789abcdefghij'].join('')
      let token = ''
      {
        await using app = home.start({ args: ['--hidden'] })
        token = await copiedToken(app)
        await app.tell({ do: 'set-clipboard', text: key })
        await app.tell({ do: 'click', path: ['Keys', 'Add from clipboard'] })
        await app.until(({ tray }) => tray?.tooltip.includes('1 keys ready'))
        expect(await app.quit()).toBe(0)
      }
      await using app = home.start({ args: ['--hidden'], keyring: 'none' })
      const early = await app.until(({ tray }) => tray?.menu.some(isNoKeychain) && tray)
      expect(labelsOf(early.menu)).not.toContain('Copy access token')
      await using _keyring = await startKeyring(join(home.dataDir, '..'))
      await app.ring(KEYRING_COMES_AFTER_MS[0])
      await app.until(({ tray }) => tray?.tooltip.includes('1 keys ready'))
      expect(await copiedToken(app)).toBe(token)
      expect((await app.look()).tray?.menu.some(isNoKeychain)).toBe(false)
    })
  },
)
