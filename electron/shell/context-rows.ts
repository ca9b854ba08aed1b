/** The rows of a right click in the window (pure): Electron has no such menu of its own. */
import type { ContextMenuParams, MenuItemConstructorOptions as Item } from 'electron'
import type { Speaker } from './words.ts'

type Clicked = Pick<ContextMenuParams, 'isEditable' | 'selectionText' | 'editFlags'>

/** The rows for what was clicked; none where there is nothing to do with it. */
export function contextRows(
  { isEditable, selectionText, editFlags }: Clicked,
  say: Speaker,
): Item[] {
  const copy: Item = { role: 'copy', label: say('copy'), enabled: editFlags.canCopy }
  if (!isEditable) return selectionText.trim() === '' ? [] : [copy]
  return [
    { role: 'cut', label: say('cut'), enabled: editFlags.canCut },
    copy,
    { role: 'paste', label: say('paste'), enabled: editFlags.canPaste },
    { type: 'separator' },
    { role: 'selectAll', label: say('selectAll'), enabled: editFlags.canSelectAll },
  ]
}
