/** The form of `POST /v1/images/edits`, or the same in JSON: fields, images, and perhaps a mask. */
import { parseDataUrl, sniffMimeType } from '../../convert/openai-chat/request/data-url.ts'
import { InvalidRequest } from '../../convert/invalid-request.ts'
import type { InputImage } from '../../convert/openai-images/image-request.ts'
import { isObject } from '../../shared/is-object.ts'
import { type FormFile, parseMultipart } from '../multipart.ts'
import { parseJsonBody } from '../request-body.ts'

export interface EditForm {
  fields: Record<string, unknown>
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
  if (contentType?.includes('json') === true) return readJson(parseJsonBody(body))
  const form = await parseMultipart(contentType, body)
  const inputs = form.files.filter(({ field }) => /^image(\[\d*\])?$/.test(field))
  checkCount(inputs.length, 'image')
  const mask = form.files.find(({ field }) => field === 'mask')
  return {
    fields: Object.fromEntries([...form.fields].map(([name, values]) => [name, values.at(-1)])),
    images: { inputs: inputs.map(asImage), ...(mask && { mask: asImage(mask) }) },
  }
}

/** `{ images: [{ image_url }], mask: { image_url }, … }`, every image as a data URL. */
function readJson(body: unknown): EditForm {
  if (!isObject(body)) throw new InvalidRequest('the body must be a JSON object')
  const { images: given = [], mask, ...fields } = body
  const inputs = Array.isArray(given) ? given : [given]
  checkCount(inputs.length, 'images')
  return {
    fields,
    images: {
      inputs: inputs.map((image, index) => atUrl(image, `images[${index}]`)),
      ...(isObject(mask) && { mask: atUrl(mask, 'mask') }),
    },
  }
}

function atUrl(image: unknown, field: string): InputImage {
  const url = isObject(image) ? image['image_url'] : image
  const param = `${field}.image_url`
  if (typeof url !== 'string' || !url.startsWith('data:image/')) {
    throw new InvalidRequest(`${param} must be the data URL of an image`, { param })
  }
  const { mimeType, data } = parseDataUrl(url, param)
  return { mimeType, data }
}

function checkCount(count: number, param: string): void {
  if (count === 0) {
    throw new InvalidRequest(`${param} is missing: there must be at least one image to edit`, {
      param,
    })
  }
  if (count > MAX_IMAGES) {
    throw new InvalidRequest(`${param} holds ${count} images; ${MAX_IMAGES} is the most`, { param })
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
