/** What an image model answered: images, or the reason why there are none (conformance A7, B2). */
import type { GenerateContentResponse } from '../../gemini/wire.ts'
import { contentBlock } from '../content-block.ts'

export interface DrawnImage {
  mimeType: string
  /** Base64. */
  data: string
  /** Has to come back with the image when the conversation goes on (conformance A6). */
  signature?: string
}

export type ImageAnswer =
  | { kind: 'drawn'; images: DrawnImage[] }
  /** Google would not draw it; `message` is for the person who asked. */
  | { kind: 'refused'; message: string }
  | { kind: 'empty' }

/** Reads the body of `:generateContent`. Drafts the model made while thinking are left out. */
export function readImages(response: GenerateContentResponse): ImageAnswer {
  const parts = (response.candidates ?? []).flatMap(({ content }) => content?.parts ?? [])
  const images = parts.flatMap(({ inlineData, thought, thoughtSignature: signature }) => {
    const { mimeType = '', data = '' } = inlineData ?? {}
    if (thought === true || !mimeType.startsWith('image/') || data === '') return []
    return [{ mimeType, data, ...(signature !== undefined && { signature }) }]
  })
  if (images.length > 0) return { kind: 'drawn', images }
  const said = parts.flatMap(({ text, thought }) => (thought === true ? [] : (text ?? [])))
  const { finishReason, finishMessage } = response.candidates?.[0] ?? {}
  const reason = contentBlock(response) ?? finishMessage ?? (said.join('').trim() || undefined)
  if (reason !== undefined) return { kind: 'refused', message: reason }
  return finishReason === undefined || finishReason === 'STOP'
    ? { kind: 'empty' }
    : { kind: 'refused', message: `Google drew no image: ${finishReason}` }
}
