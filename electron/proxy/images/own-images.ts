/** Images of earlier answers that come back as links to this service. */
import type { InlineMedia } from '../../convert/openai-chat/request/data-url.ts'
import { imageLinksIn } from './image-name.ts'
import type { ImageStore } from './image-store.ts'

/** Whether a body may link to images of ours: far cheaper than to read it as text. */
export function mayLinkImages(body: Buffer): boolean {
  return body.includes('/images/')
}

/** The images that a request's body links to and that are still here, by their links. */
export async function ownImages(
  store: Pick<ImageStore, 'read'>,
  body: Buffer,
): Promise<Map<string, InlineMedia>> {
  const found = new Map<string, InlineMedia>()
  for (const [url, name] of imageLinksIn(body.toString('utf8').replaceAll('\\/', '/'))) {
    const stored = await store.read(name)
    if (stored === undefined) continue
    const { mimeType, signature } = stored.image
    const data = stored.content.toString('base64')
    found.set(url, { mimeType, data, ...(signature !== undefined && { signature }) })
  }
  return found
}
