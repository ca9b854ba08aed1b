/** Images an earlier answer held as Markdown with the data inside, as this proxy writes them. */
import type { Part } from '../../../gemini/wire.ts'
import { parseDataUrl } from './data-url.ts'

// The caption is bounded, or a text full of `![` would take quadratic time.
const markdownImage = /!\[[^[\]]{0,1000}\]\((data:image\/[a-z0-9.+-]+;base64,[A-Za-z0-9+/=_-]+)\)/gi

/** Takes the images out of a text, so that they are sent as images and not as base64 to read. */
export function liftMarkdownImages(text: string): { text: string; images: Part[] } {
  const images: Part[] = []
  const rest = text.replace(markdownImage, (_, url: string) => {
    images.push({ inlineData: parseDataUrl(url, 'messages') })
    return '[image]'
  })
  return { text: rest, images }
}
