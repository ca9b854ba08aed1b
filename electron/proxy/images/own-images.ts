/** Images of earlier answers that come back as links to this service. */
import type { InlineMedia } from '../../convert/openai-chat/request/data-url.ts'
import { imageLinksIn } from './image-name.ts'
import type { ImageStore } from './image-store.ts'

/** The images that a request's body links to and that are still here, by their links. */
export async function ownImages(
  store: Pick<ImageStore, 'read'>,
  body: Buffer | undefined,
): Promise<Map<string, InlineMedia>> {
  const found = new Map<string, InlineMedia>()
  // Most bodies hold none, and this is far cheaper than to read them as text.
  if (body?.includes('/images/') !== true) return found
  for (const [url, name] of imageLinksIn(body.toString('utf8').replaceAll('\\/', '/'))) {
    const stored = await store.read(name)
    if (stored === undefined) continue
    const { mimeType, signature } = stored.image
    const data = stored.content.toString('base64')
    found.set(url, { mimeType, data, ...(signature !== undefined && { signature }) })
  }
  return found
}
