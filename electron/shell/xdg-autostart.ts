/** Starting with the session on Linux: a desktop entry (freedesktop.org, Autostart and Desktop Entry). */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { reasonOf } from '../shared/file-error.ts'
import type { LoginEntry } from './autostart.ts'

export interface XdgEntryParts {
  environment: Readonly<Record<string, string | undefined>>
  home: string
  /** Program to start. */
  command: string
  /** What it is started with. */
  flag: string
  /** Told in one sentence when an entry that is out of date cannot be put right. */
  onProblem(message: string): void
}

/**
 * An entry in the person's own folder. One that starts a program which has moved since, as an
 * AppImage does, is put right at once.
 */
export function createXdgEntry(parts: XdgEntryParts): LoginEntry {
  const folder = join(configFolder(parts), 'autostart')
  const path = join(folder, 'gemini-balance.desktop')
  const entry = desktopEntry(parts.command, parts.flag)
  const isOn = () => isSwitchedOn(textOf(path))
  const write = () => {
    mkdirSync(folder, { recursive: true })
    writeFileSync(path, entry)
  }
  if (isOn() && commandOf(textOf(path)) !== commandOf(entry)) {
    try {
      write()
    } catch (error) {
      parts.onProblem(`${path} starts a program that has moved: ${reasonOf(error)}`)
    }
  }
  return {
    state: () => (isOn() ? 'on' : 'off'),
    set(on) {
      if (on) write()
      else rmSync(path, { force: true })
    },
  }
}

/** Empty where there is no entry, or one that the session cannot read either. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** XDG Base Directory: what is empty or relative counts as not set. */
function configFolder({ environment, home }: XdgEntryParts): string {
  const given = environment['XDG_CONFIG_HOME'] ?? ''
  return isAbsolute(given) ? given : join(home, '.config')
}

/** Whether a session starts what an entry names; desktops switch it off without removing it. */
export function isSwitchedOn(entry: string): boolean {
  const isOff = /^\s*(Hidden\s*=\s*true|X-GNOME-Autostart-enabled\s*=\s*false)\s*$/im
  return commandOf(entry) !== undefined && !isOff.test(entry)
}

function commandOf(entry: string): string | undefined {
  return /^\s*Exec\s*=\s*(.+)$/m.exec(entry)?.[1]
}

/** A desktop entry that starts a program with a flag (Desktop Entry, 1.5). */
export function desktopEntry(command: string, flag: string): string {
  const quoted = command.replaceAll(/["`$\\]/g, (sign) => `\\${sign}`).replaceAll('%', '%%')
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Gemini Balance',
    `Exec="${quoted.replaceAll('\\', '\\\\')}" ${flag}`,
    'Icon=gemini-balance-desktop',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n')
}
