/** Images inside a chat answer become links, before the answer is translated. */
import type { GenerateContentResponse, Part } from '../../gemini/wire.ts'
import type { DrawnImage } from '../../convert/openai-images/image-answer.ts'
import type { Delivery } from './image-delivery.ts'

export type Deliver = (image: DrawnImage) => Promise<Delivery>

/**
 * The chunks with every image part as a `fileData` part of its new address; an image that comes as
 * data stays as it is. Why one is not where it should be stands behind it as text.
 */
export function hostImages(
  chunks: readonly GenerateContentResponse[],
  deliver: Deliver,
): Promise<GenerateContentResponse[]> {
  return Promise.all(chunks.map(async (chunk) => hosted(chunk, deliver)))
}

async function hosted(
  chunk: GenerateContentResponse,
  deliver: Deliver,
): Promise<GenerateContentResponse> {
  if (!chunk.candidates?.some(({ content }) => content?.parts?.some(isImage))) return chunk
  const candidates = await Promise.all(
    chunk.candidates.map(async ({ content, ...candidate }) => {
      const parts = await Promise.all((content?.parts ?? []).map((part) => asLink(part, deliver)))
      return { ...candidate, content: { ...content, parts: parts.flat() } }
    }),
  )
  return { ...chunk, candidates }
}

function isImage({ inlineData, thought }: Part): boolean {
  return inlineData?.mimeType?.startsWith('image/') === true && thought !== true
}

async function asLink(part: Part, deliver: Deliver): Promise<Part[]> {
  const { inlineData, ...rest } = part
  if (!isImage(part)) return [part]
  const { mimeType = '', data = '' } = inlineData ?? {}
  const signature = part.thoughtSignature
  const image = { mimeType, data, ...(signature !== undefined && { signature }) }
  const { url, problem } = await deliver(image)
  const link = url.startsWith('data:') ? part : { ...rest, fileData: { fileUri: url, mimeType } }
  return problem === undefined ? [link] : [link, { text: `\n\n${problem}` }]
}
