/** The files of the interface, and the headers under which a browser may run them (design §6). */
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** Styles may be inline because Mantine sets its variables that way; scripts may not. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "media-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

const SECURITY_HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=()',
}

/** Names of the bundler's files hold a hash of their content. */
const HASHED = /^assets\//

/**
 * Sends a file of the built interface; every path without an extension is a page of the one-page app.
 * @param folder where the bundle is
 * @param path below `/console/`, still encoded
 */
export async function sendPage(
  request: FastifyRequest,
  reply: FastifyReply,
  { folder, path }: { folder: string; path: string },
): Promise<FastifyReply> {
  reply.headers(SECURITY_HEADERS)
  if (!(await exists(join(folder, 'index.html')))) return sendText(reply, 503, NOT_BUILT)
  const isFile = /\.[^/]+$/.test(path)
  const name = isFile ? path : 'index.html'
  const isHashed = HASHED.test(name)
  const { default: send } = await import('@fastify/send')
  const { statusCode, headers, stream } = await send(request.raw, `/${name}`, {
    root: folder,
    index: false,
    dotfiles: 'ignore',
    cacheControl: false,
  })
  if (statusCode >= 400) {
    stream.destroy()
    return sendText(reply, 404, 'There is no such file.')
  }
  return reply
    .code(statusCode)
    .headers(headers)
    .header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache')
    .send(stream)
}

const NOT_BUILT =
  'The web console is not built. Run "npm run build" in the folder of Gemini Balance, then reload.'

/** A page of one sentence. */
export function sendText(reply: FastifyReply, status: number, sentence: string): FastifyReply {
  return reply
    .code(status)
    .headers(SECURITY_HEADERS)
    .header('cache-control', 'no-store')
    .type('text/plain; charset=utf-8')
    .send(`${sentence}\n`)
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
