/** Carries out what is clicked in the tray; everything goes the way the window's calls go. */
import { app, clipboard, Notification } from 'electron'
import packageJson from '../../package.json' with { type: 'json' }
import type { OpenedService } from '../open-service.ts'
import type { KeysAdded } from '../shared/contract/keys.ts'
import type { Outcome } from '../shared/contract.ts'
import type { Autostart } from './autostart.ts'
import type { MainWindow } from './main-window.ts'
import type { TrayCommand } from './tray-model.ts'
import type { Updates } from './updates/updates.ts'
import type { Speaker } from './words.ts'

export interface TrayCommandParts {
  opened: OpenedService
  window: MainWindow
  autostart: Autostart | undefined
  updates: Updates
  say(): Speaker
  /** Something changed that no event tells of. */
  onChange(): void
}

/** The doer; what goes wrong is told in a notification. */
export function createTrayCommands(parts: TrayCommandParts): (command: TrayCommand) => void {
  return (command) => {
    carryOut(parts, command).catch((error: unknown) => {
      new Notification({
        title: 'Gemini Balance',
        body: error instanceof Error ? error.message : String(error),
      }).show()
    })
  }
}

async function carryOut(parts: TrayCommandParts, command: TrayCommand): Promise<void> {
  const { opened, window, autostart, onChange } = parts
  const { service } = opened
  switch (command.do) {
    case 'open':
      return window.show(command.page === 'overview' ? '' : command.page)
    case 'start':
      return void (await service.listener.start())
    case 'stop':
      return void (await service.listener.stop())
    case 'copy':
      return clipboard.writeText(command.text)
    case 'copy-token':
      return copyToken(opened)
    case 'add-from-clipboard':
      return addFromClipboard(parts)
    case 'verify-all':
      return ask(parts, 'keys.verify', {})
    case 'retry-vault':
      await ask(parts, 'app.retryVault', {})
      return onChange()
    case 'open-folder':
      return ask(parts, 'app.openFolder', { folder: command.folder })
    case 'reset-cooldowns':
      return ask(parts, 'keys.reset', {})
    case 'set-key-enabled':
      return ask(parts, 'keys.update', { ids: [command.id], change: { enabled: command.enabled } })
    case 'set':
      return ask(parts, 'settings.update', { change: { [command.setting]: command.on } })
    case 'launch-at-login':
      autostart?.set(command.on)
      return onChange()
    case 'check-for-updates':
      return checkForUpdates(parts)
    case 'quit':
    default:
      return app.quit()
  }
}

/** Makes a call of the contract. Throws with the sentence of a refusal. */
async function ask({ opened }: TrayCommandParts, name: string, input: object): Promise<void> {
  const outcome = await opened.service.console.call(name, input)
  if (!outcome.ok) throw new Error(outcome.error.message)
}

/** A newer version is told by the notices, like one that is found unasked. */
async function checkForUpdates({ updates, say }: TrayCommandParts): Promise<void> {
  const update = await updates.check()
  if (update.kind === 'failed') throw new Error(update.message)
  if (update.kind !== 'latest') return
  const body = say()('isLatest', { version: packageJson.version })
  new Notification({ title: 'Gemini Balance', body }).show()
}

async function copyToken({ tokens }: OpenedService): Promise<void> {
  const token = tokens.list().find(({ isAdmin }) => !isAdmin) ?? tokens.list()[0]
  const secret = token === undefined ? undefined : tokens.secretOf(token.id)
  if (secret !== undefined) await clipboard.writeText(secret)
}

async function addFromClipboard({ opened, say }: TrayCommandParts): Promise<void> {
  const text = await clipboard.readText()
  const outcome = (await opened.service.console.call('keys.add', {
    text: text === '' ? ' ' : text,
  })) as Outcome<KeysAdded>
  if (!outcome.ok) throw new Error(outcome.error.message)
  const count = outcome.data.added.length
  const body = count === 0 ? say()('nothingFound') : say()('added', { count })
  new Notification({ title: 'Gemini Balance', body }).show()
}
