/** Images an earlier answer held as Markdown, with the data inside or as links to this service. */
import type { Part } from '../../../gemini/wire.ts'
import { type InlineMedia, isDataUrl, parseDataUrl } from './data-url.ts'

// The caption is bounded, or a text full of `![` would take quadratic time.
const markdownImage =
  /!\[[^[\]]{0,1000}\]\((data:image\/[a-z0-9.+-]+;base64,[A-Za-z0-9+/=_-]+|https?:\/\/[^\s()]{1,400})\)/gi

/**
 * Takes the images out of a text, so that they are sent as images and not as base64 or addresses to
 * read. Links to what has not been fetched stay where they are.
 */
export function liftMarkdownImages(
  text: string,
  fetched: (url: string) => InlineMedia | undefined = () => undefined,
): { text: string; images: Part[] } {
  const images: Part[] = []
  const rest = text.replace(markdownImage, (whole, url: string) => {
    const media = isDataUrl(url) ? parseDataUrl(url, 'messages') : fetched(url)
    if (media === undefined) return whole
    const { signature, ...inlineData } = media
    images.push({ inlineData, ...(signature !== undefined && { thoughtSignature: signature }) })
    return signature === undefined ? '[image]' : ''
  })
  return { text: rest, images }
}
