/** The form of `POST /v1/images/edits`: fields, images, and perhaps a mask. */
import { sniffMimeType } from '../../convert/openai-chat/request/data-url.ts'
import { InvalidRequest } from '../../convert/invalid-request.ts'
import type { InputImage } from '../../convert/openai-images/image-request.ts'
import { type FormFile, parseMultipart } from '../multipart.ts'

export interface EditForm {
  fields: Record<string, string | undefined>
  images: { inputs: InputImage[]; mask?: InputImage }
}

/** OpenAI's own limit. */
const MAX_IMAGES = 16

/**
 * Reads the form; images come as `image` or, several of them, as `image[]`.
 * @throws Problem when it is no form; InvalidRequest when a file is no image or none is there
 */
export async function readEditForm(
  contentType: string | undefined,
  body: Buffer | undefined,
): Promise<EditForm> {
  const form = await parseMultipart(contentType, body)
  const inputs = form.files.filter(({ field }) => /^image(\[\d*\])?$/.test(field))
  if (inputs.length === 0) {
    throw new InvalidRequest('image is missing: the form must hold at least one image to edit', {
      param: 'image',
    })
  }
  if (inputs.length > MAX_IMAGES) {
    throw new InvalidRequest(`image is there ${inputs.length} times; ${MAX_IMAGES} is the most`, {
      param: 'image',
    })
  }
  const mask = form.files.find(({ field }) => field === 'mask')
  return {
    fields: Object.fromEntries([...form.fields].map(([name, values]) => [name, values.at(-1)])),
    images: { inputs: inputs.map(asImage), ...(mask && { mask: asImage(mask) }) },
  }
}

/** What a file is, its own first bytes say better than the client. */
function asImage({ field, bytes, mimeType: labelled }: FormFile): InputImage {
  const head = bytes.subarray(0, 24).toString('base64')
  const mimeType = sniffMimeType(head) ?? labelled
  if (!/^image\/(png|jpeg|webp|gif|heic|heif)$/.test(mimeType) || bytes.length === 0) {
    const param = field.replace(/\[\d*\]$/, '')
    throw new InvalidRequest(`${param} must be a PNG, JPEG, WebP, HEIC or GIF image`, { param })
  }
  return { mimeType, data: bytes.toString('base64') }
}
