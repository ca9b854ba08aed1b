/** What the window sees under `app://bundle/`: the interface's files and stored images (design §6). */
import { readFile } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'
import { isOwnPage } from '../ipc/own-page.ts'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
}

/**
 * What the page may do: run its own scripts and nothing else. It needs no network, because it talks
 * to the service over IPC. Style attributes are how the component library places things.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "media-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const headers = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  // Names are looked up for links too, which no policy of content forbids.
  'x-dns-prefetch-control': 'off',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
}

/**
 * The file of a folder that an address means: one without an extension is a page of the interface,
 * which is the same document for all. Undefined for anything outside the folder.
 */
export function bundlePath(folder: string, address: string): string | undefined {
  const path = decoded(new URL(address).pathname)
  if (path === undefined || path.includes('\0')) return undefined
  const file = join(folder, extname(path) === '' ? 'index.html' : path)
  return file.startsWith(folder + sep) ? file : undefined
}

/** A stored image by its name; undefined where there is none. */
type ReadImage = (
  name: string,
) => Promise<{ image: { mimeType: string }; content: Buffer } | undefined>

/**
 * Answers what the window asks its own origin for: a file of the built interface, a stored image, or
 * 404. The scheme is asked for under any host, but only one of them is ours.
 * @param folder of the built interface
 */
export async function serveOwnOrigin(
  folder: string,
  readImage: ReadImage,
  request: Request,
): Promise<Response> {
  if (request.method !== 'GET' || !isOwnPage(request.url)) return notFound()
  const { pathname } = new URL(request.url)
  return pathname.startsWith(IMAGES_PATH)
    ? serveImage(readImage, pathname.slice(IMAGES_PATH.length))
    : serveBundle(folder, request.url)
}

const notFound = () => new Response(null, { status: 404, headers })

async function serveBundle(folder: string, address: string): Promise<Response> {
  const file = bundlePath(folder, address)
  if (file === undefined) return notFound()
  try {
    const type = types[extname(file)] ?? 'application/octet-stream'
    return new Response(await readFile(file), { headers: { ...headers, 'content-type': type } })
  } catch (error) {
    // Anything but a missing file is worth a look in the console.
    return isMissing(error) ? notFound() : new Response(String(error), { status: 500, headers })
  }
}

async function serveImage(readImage: ReadImage, encodedName: string): Promise<Response> {
  const name = decoded(encodedName)
  const found = name === undefined ? undefined : await readImage(name)
  if (found === undefined) return notFound()
  const { image, content } = found
  return new Response(Uint8Array.from(content), {
    headers: { ...headers, 'content-type': image.mimeType },
  })
}

/** In front of the names of stored images. */
const IMAGES_PATH = '/images/'

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path)
  } catch {
    return undefined
  }
}

function isMissing(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    (error.code === 'ENOENT' || error.code === 'EISDIR' || error.code === 'ENAMETOOLONG')
  )
}
