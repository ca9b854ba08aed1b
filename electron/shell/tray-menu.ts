/** The rows of the tray as Electron builds a menu from them (pure). */
import type { MenuItemConstructorOptions } from 'electron'
import type { TrayCommand, TrayRow } from './tray-model.ts'

/** The template of the menu; a click on a row hands on its command. */
export function trayMenu(
  rows: readonly TrayRow[],
  onCommand: (command: TrayCommand) => void,
): MenuItemConstructorOptions[] {
  return rows.map((row) => itemOf(row, onCommand))
}

function itemOf(
  row: TrayRow,
  onCommand: (command: TrayCommand) => void,
): MenuItemConstructorOptions {
  if (row.kind === 'separator') return { type: 'separator' }
  const { label, command, checked, rows } = row
  if (rows !== undefined) return { label, submenu: trayMenu(rows, onCommand) }
  return {
    // One ampersand would underline the letter after it.
    label: label.replaceAll('&', '&&'),
    enabled: command !== undefined,
    ...(checked !== undefined && { type: 'checkbox' as const, checked }),
    ...(command !== undefined && { click: () => onCommand(command) }),
  }
}
