/** Which addresses are pages of ours. */

/** Scheme and host of the bundled interface; served by the app itself, never from the network. */
export const APP_ORIGIN = 'app://bundle'

/** Whether an address is one of our pages. Compared as URLs: `app://bundle.evil/` is not. */
export function isOwnPage(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, host } = new URL(address)
  return `${protocol}//${host}` === APP_ORIGIN
}

/** The page of the interface that an address of ours names, as `show` of the window takes it. */
export function pageOf(address: string): string {
  if (!isOwnPage(address)) return ''
  return new URL(address).hash.replace(/^#\/?/, '')
}
