/** Names of stored images: whoever has not been told one cannot guess it. */
import { randomBytes } from 'node:crypto'

const extensions: Readonly<Record<string, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
  'image/gif': 'gif',
}
const types = new Map(Object.entries(extensions).map(([type, extension]) => [extension, type]))
const pattern = /^[0-9a-f]{32}\.(png|jpg|webp|gif)$/
const link = /https?:\/\/[^\s"'()<>\\]{1,300}\/images\/([0-9a-f]{32}\.(?:png|jpg|webp|gif))/g

/** A fresh name of 128 random bits; what is of no known type is called a PNG. */
export function newImageName(mimeType: string): string {
  return `${randomBytes(16).toString('hex')}.${extensions[mimeType] ?? 'png'}`
}

/** Whether a name can be one of ours; nothing else gets near the disk. */
export function isImageName(name: string): boolean {
  return pattern.test(name)
}

/** The type a name stands for. */
export function imageTypeOf(name: string): string {
  return types.get(name.slice(33)) ?? 'image/png'
}

/** Links to stored images in a text, each once, with the name behind it. */
export function imageLinksIn(text: string): ReadonlyMap<string, string> {
  return new Map([...text.matchAll(link)].map(([url, name = '']) => [url, name]))
}
