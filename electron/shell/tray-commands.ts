/** Carries out what is clicked in the tray; everything goes the way the window's calls go. */
import { app, clipboard } from 'electron'
import packageJson from '../../package.json' with { type: 'json' }
import type { OpenedService } from '../open-service.ts'
import type { ActionInput, ActionName, ActionOutput, Outcome } from '../shared/contract.ts'
import type { MainWindow } from './main-window.ts'
import { notify } from './notify.ts'
import type { TrayCommand, TrayFolder } from './tray-model.ts'
import type { Updates } from './updates/updates.ts'
import type { Speaker } from './words.ts'

export interface TrayCommandParts {
  opened: OpenedService
  window: MainWindow
  updates: Updates
  say(): Speaker
}

/** The doer; what goes wrong is told in a notification. */
export function createTrayCommands(parts: TrayCommandParts): (command: TrayCommand) => void {
  return (command) => {
    carryOut(parts, command).catch((error: unknown) => {
      tell(error instanceof Error ? error.message : String(error))
    })
  }
}

async function carryOut(parts: TrayCommandParts, command: TrayCommand): Promise<void> {
  const { opened, window } = parts
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
      return void (await ask(parts, 'keys.verify', {}))
    case 'retry-vault':
      return void (await ask(parts, 'app.retryVault', {}))
    case 'open-folder':
      return openFolder(parts, command.folder)
    case 'reset-cooldowns':
      return void (await ask(parts, 'keys.reset', {}))
    case 'set-key-enabled':
      return setKeyEnabled(parts, command.id, command.enabled)
    case 'set':
      return void (await ask(parts, 'settings.update', {
        change: { [command.setting]: command.on },
      }))
    case 'launch-at-login':
      return setLaunchAtLogin(parts, command.on)
    case 'check-for-updates':
      return checkForUpdates(parts)
    case 'copy-diagnostics':
      return copyDiagnostics(parts)
    case 'quit':
    default:
      return app.quit()
  }
}

/** Makes a call of the contract. Throws with the sentence of a refusal. */
async function ask<Name extends ActionName>(
  { opened }: TrayCommandParts,
  name: Name,
  input: ActionInput<Name>,
): Promise<ActionOutput<Name>> {
  const outcome = (await opened.service.console.call(name, input)) as Outcome<ActionOutput<Name>>
  if (!outcome.ok) throw new Error(outcome.error.message)
  return outcome.data
}

async function setKeyEnabled(parts: TrayCommandParts, id: string, enabled: boolean): Promise<void> {
  await ask(parts, 'keys.update', { ids: [id], change: { enabled } })
}

function tell(body: string): void {
  notify({ title: 'Gemini Balance', body })
}

/** The system need not do as it was told, and then a person has to know. */
async function setLaunchAtLogin(parts: TrayCommandParts, on: boolean): Promise<void> {
  const { state } = await ask(parts, 'app.setLaunchAtLogin', { on })
  const say = parts.say()
  if (state === 'needs-approval') tell(say('loginApproval'))
  else if ((state === 'on') !== on) tell(say('loginRefused'))
}

async function openFolder(parts: TrayCommandParts, folder: TrayFolder): Promise<void> {
  const { opened } = await ask(parts, 'app.openFolder', { folder })
  if (!opened) tell(parts.say()('folderNotOpened'))
}

async function copyDiagnostics(parts: TrayCommandParts): Promise<void> {
  const { text } = await ask(parts, 'app.diagnostics', {})
  await clipboard.writeText(text)
  tell(parts.say()('diagnosticsCopied'))
}

/** A newer version is told by the notices, like one that is found unasked. */
async function checkForUpdates({ updates, say }: TrayCommandParts): Promise<void> {
  const update = await updates.check()
  if (update.kind === 'failed') throw new Error(update.message)
  if (update.kind !== 'latest') return
  tell(say()('isLatest', { version: packageJson.version }))
}

async function copyToken({ tokens }: OpenedService): Promise<void> {
  const token = tokens.list().find(({ isAdmin }) => !isAdmin) ?? tokens.list()[0]
  const secret = token === undefined ? undefined : tokens.secretOf(token.id)
  if (secret !== undefined) await clipboard.writeText(secret)
}

async function addFromClipboard(parts: TrayCommandParts): Promise<void> {
  const text = await clipboard.readText()
  const { added } = await ask(parts, 'keys.add', { text: text === '' ? ' ' : text })
  const say = parts.say()
  tell(added.length === 0 ? say('nothingFound') : say('added', { count: added.length }))
}
