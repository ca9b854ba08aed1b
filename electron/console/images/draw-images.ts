/** Draws what a person tries out: one request per image, on the way of every client. */
import { readPromptTags } from '../../convert/openai-images/prompt-tags.ts'
import { InvalidRequest } from '../../convert/invalid-request.ts'
import type { ImageStore, StoredImage } from '../../proxy/images/image-store.ts'
import type { InsideCall } from '../../proxy/inside-call.ts'
import type { ImageReference, ImageWish } from '../../shared/contract/images.ts'
import { sizeField } from '../../shared/image-sizes.ts'
import { CallFailed } from '../call-failed.ts'

export interface DrawParts {
  call: InsideCall
  store: ImageStore
  /** Draws where no model is named. */
  createImageModel: string
}

export interface DrawRun {
  signal: AbortSignal
  onImage(): void
}

interface Answer {
  data?: { b64_json?: string }[]
  output_format?: string
  error?: { message: string }
}

/** How many images a wish is for. @throws CallFailed for a tag that is not allowed */
export function countOf({ prompt, count }: Pick<ImageWish, 'prompt' | 'count'>): number {
  try {
    return readPromptTags(prompt).count ?? count
  } catch (error) {
    if (error instanceof InvalidRequest) throw new CallFailed('invalid_input', error.message)
    throw error
  }
}

/** Draws one image and keeps it. @throws CallFailed with Google's or our own words */
export async function drawOne(
  wish: ImageWish,
  references: readonly string[],
  { call, store, createImageModel }: DrawParts,
  { signal, onImage }: DrawRun,
): Promise<StoredImage> {
  const { text, ratio } = readPromptTags(wish.prompt)
  const model = wish.model ?? createImageModel
  const body = {
    prompt: text,
    model,
    n: 1,
    size: sizeField(ratio ?? wish.ratio, wish.size),
    ...(references.length > 0 && { images: references.map((image_url) => ({ image_url })) }),
    response_format: 'b64_json',
  }
  const path = references.length > 0 ? 'edits' : 'generations'
  try {
    const reply = await call(`/v1/images/${path}`, body, signal)
    const pieces: Buffer[] = []
    for await (const piece of reply.body as AsyncIterable<Buffer>) pieces.push(piece)
    const answer = JSON.parse(Buffer.concat(pieces).toString('utf8')) as Answer
    const data = answer.data?.[0]?.b64_json
    if (data === undefined)
      throw new CallFailed('upstream', answer.error?.message ?? 'No image came')
    return await store.save({
      content: Buffer.from(data, 'base64'),
      mimeType: `image/${answer.output_format ?? 'png'}`,
      prompt: wish.prompt,
      model,
    })
  } finally {
    onImage()
  }
}

/** References as data URLs. @throws CallFailed for one that is no longer here */
export async function referencesOf(
  references: readonly ImageReference[],
  store: Pick<ImageStore, 'read'>,
): Promise<string[]> {
  return Promise.all(
    references.map(async (reference) => {
      if ('dataUrl' in reference) return reference.dataUrl
      const found = await store.read(reference.name)
      if (found === undefined) throw new CallFailed('not_found', 'A reference image is gone')
      return `data:${found.image.mimeType};base64,${found.content.toString('base64')}`
    }),
  )
}
