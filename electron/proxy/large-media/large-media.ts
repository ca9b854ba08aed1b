/** Media that would make a request larger than Google takes (conformance A2, A3). Pure. */
import type { Content, GenerateContentRequest, Part } from '../../gemini/wire.ts'

export interface Media {
  mimeType: string
  /** Standard base64. */
  data: string
}

/**
 * Which media of a request are to be sent apart, so that what stays fits: the largest first, each
 * once however often it is there.
 * @param limitBytes of all base64 that stays
 */
export function mediaToUpload({ contents }: GenerateContentRequest, limitBytes: number): Media[] {
  let excess = bytesInline(contents) - limitBytes
  if (excess <= 0) return []
  const places = new Map<string, { media: Media; bytes: number }>()
  for (const { inlineData } of contents.flatMap(({ parts = [] }) => parts)) {
    const { mimeType, data } = inlineData ?? {}
    if (mimeType === undefined || data === undefined) continue
    const bytes = (places.get(data)?.bytes ?? 0) + data.length
    places.set(data, { media: { mimeType, data }, bytes })
  }
  const chosen: Media[] = []
  for (const { media, bytes } of [...places.values()].toSorted((a, b) => b.bytes - a.bytes)) {
    if (excess <= 0) break
    chosen.push(media)
    excess -= bytes
  }
  return chosen
}

/** Asked of every request: nothing is made for those that fit, which are nearly all. */
function bytesInline(contents: readonly Content[]): number {
  let bytes = 0
  for (const { parts } of contents) {
    for (const { inlineData } of parts ?? []) bytes += inlineData?.data?.length ?? 0
  }
  return bytes
}

/**
 * The request with files in place of media.
 * @param files addresses of uploaded files by the base64 they hold
 */
export function withFiles(
  request: GenerateContentRequest,
  files: ReadonlyMap<string, string>,
): GenerateContentRequest {
  const asFile = (part: Part): Part => {
    const { inlineData, ...rest } = part
    const fileUri = files.get(inlineData?.data ?? '')
    if (fileUri === undefined || inlineData?.mimeType === undefined) return part
    return { ...rest, fileData: { fileUri, mimeType: inlineData.mimeType } }
  }
  const inContent = (content: Content): Content =>
    content.parts === undefined ? content : { ...content, parts: content.parts.map(asFile) }
  return { ...request, contents: request.contents.map(inContent) }
}
