/** The clipboard, also where the browser gives pages none: on a console reached over plain HTTP. */

/** Puts a text into the clipboard; false where that is not allowed. */
export async function putText(text: string): Promise<boolean> {
  // Undefined outside of secure contexts, whatever its type says.
  const clipboard = navigator.clipboard as Clipboard | undefined
  if (clipboard === undefined) return putTextTheOldWay(text)
  try {
    await clipboard.writeText(text)
    return true
  } catch {
    return putTextTheOldWay(text)
  }
}

/** By selecting it in a field, which is why what had the focus gets it back. */
function putTextTheOldWay(text: string): boolean {
  const active = document.activeElement
  const field = document.createElement('textarea')
  field.value = text
  field.readOnly = true
  field.className = 'gb-unseen'
  field.setAttribute('aria-hidden', 'true')
  // Inside of a dialog, which takes the focus back from whatever is outside of it.
  const place = active?.closest('[role="dialog"]') ?? document.body
  place.append(field)
  try {
    field.select()
    return document.execCommand('copy')
  } finally {
    field.remove()
    if (active instanceof HTMLElement) active.focus({ preventScroll: true })
  }
}
