/** Pictures the model made, inside a chat answer (conformance B1). */
import type { Part } from '../../../gemini/wire.ts'

/** The whole picture as a data URL; undefined for data of another kind. */
export function imageUrl({ mimeType, data }: NonNullable<Part['inlineData']>): string | undefined {
  if (mimeType?.startsWith('image/') !== true || data === undefined) return undefined
  return `data:${mimeType};base64,${data}`
}
