/** `GET /images/<name>`: stored images, to whoever was told their name. */
import type { FastifyReply } from 'fastify'
import type { ProxyContext } from '../context.ts'
import { Problem } from '../problem.ts'

/** A name never means another image, so browsers need not ask twice. */
const headers = {
  'cache-control': 'private, max-age=31536000, immutable',
  'content-security-policy': "default-src 'none'; sandbox",
  // Web pages of chat clients show these images.
  'cross-origin-resource-policy': 'cross-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

/** Sends one image. @throws Problem 404 where there is none of that name */
export async function imageFile(
  { images }: Pick<ProxyContext, 'images'>,
  name: string,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const found = await images.read(name)
  if (found === undefined) {
    throw new Problem({
      status: 404,
      type: 'invalid_request_error',
      code: 'not_found',
      message: 'There is no such image; it may have been deleted',
    })
  }
  return reply.headers(headers).type(found.image.mimeType).send(found.content)
}
