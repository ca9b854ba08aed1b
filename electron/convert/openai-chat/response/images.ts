/** Images the model made, inside a chat answer (conformance B1). */
import type { Part } from '../../../gemini/wire.ts'

/** Markdown with the whole picture as a data URL; nothing for data of another kind. */
export function renderImage({ mimeType, data }: NonNullable<Part['inlineData']>): string {
  if (mimeType?.startsWith('image/') !== true || data === undefined) return ''
  return `![image](data:${mimeType};base64,${data})`
}
