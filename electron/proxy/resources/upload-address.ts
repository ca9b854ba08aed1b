/**
 * Addresses of uploads under way: Google names its own, and clients go on where that leads them
 * (conformance D4). Pure.
 */
import { createHash } from 'node:crypto'

/** Answers to the start of an upload say in these where its pieces go. */
const addressHeaders = ['x-goog-upload-url', 'x-goog-upload-control-url', 'location']

/**
 * The name under which an upload is remembered; undefined where the query is about none. A digest,
 * because whoever knows the id may go on with the upload.
 * @param query from `?` on
 */
export function uploadInQuery(query: string): string | undefined {
  const id = new URLSearchParams(query).get('upload_id')
  return id === null || id === '' ? undefined : uploadNamed(id)
}

function uploadNamed(id: string): string {
  return `uploads/${createHash('sha256').update(id).digest('base64url')}`
}

type Headers = Record<string, string | string[]>

/**
 * Google's answer headers with its addresses turned into ours, and the uploads they lead to.
 * @param here scheme, host and port under which the client reaches us
 * @param prefix path of BASE_URL in front of the version; it is not part of our addresses
 */
export function withOwnAddresses(
  headers: Headers,
  here: string,
  prefix: string,
): { headers: Headers; uploads: string[] } {
  const own: Headers = { ...headers }
  const uploads = new Set<string>()
  for (const name of addressHeaders) {
    const address = headers[name]
    if (address === undefined) continue
    const url = typeof address === 'string' && URL.canParse(address) ? new URL(address) : undefined
    const id = url?.searchParams.get('upload_id') ?? ''
    // An address that leads to no upload is nothing a client could follow through us.
    if (url === undefined || id === '') {
      delete own[name]
      continue
    }
    // Google repeats what it was called with, which may be an API key.
    url.searchParams.delete('key')
    const path = url.pathname.startsWith(`${prefix}/`)
      ? url.pathname.slice(prefix.length)
      : url.pathname
    own[name] = here + path + url.search
    uploads.add(uploadNamed(id))
  }
  return { headers: own, uploads: [...uploads] }
}
