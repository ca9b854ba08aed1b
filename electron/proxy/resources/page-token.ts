/**
 * Tokens of a list that goes on from one key to the next: a token of Google's is only good with the
 * key that got it (conformance D3), so ours say both.
 */

export interface PagePlace {
  keyId: string
  /** Google's own token; empty for the beginning of a key's list. */
  token: string
}

const separator = '.'

/** A token that clients hand back unchanged. */
export function pageToken({ keyId, token }: PagePlace): string {
  return keyId + separator + Buffer.from(token).toString('base64url')
}

/** Where a token of `pageToken` leads; undefined for anything else. */
export function placeOf(text: string): PagePlace | undefined {
  const [, keyId, token] = /^([\da-f]{16})\.([\w-]*)$/.exec(text) ?? []
  if (keyId === undefined || token === undefined) return undefined
  return { keyId, token: Buffer.from(token, 'base64url').toString() }
}
