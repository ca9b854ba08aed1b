/** Pictures the model made, inside a chat answer (conformance B1). */
import type { Part } from '../../../gemini/wire.ts'

/** The address of a picture, or the whole picture as one; undefined for other parts. */
export function imageUrl({ inlineData, fileData }: Part): string | undefined {
  const mimeType = inlineData?.mimeType ?? fileData?.mimeType
  if (mimeType?.startsWith('image/') !== true) return undefined
  return inlineData?.data === undefined
    ? fileData?.fileUri
    : `data:${mimeType};base64,${inlineData.data}`
}
