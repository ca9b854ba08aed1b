/** Forms with files, as clients upload them (RFC 7578). The parser is loaded with the first one. */
import type { BusboyInstance } from '@fastify/busboy'
import { Problem } from './problem.ts'

export interface FormFile {
  /** Name of the form's field, such as `file` or `image[]`. */
  field: string
  filename: string
  /** As the client labelled it; empty when it did not. */
  mimeType: string
  bytes: Buffer
}

export interface MultipartForm {
  /** Values of the fields that are no files, by name and in their order. */
  fields: ReadonlyMap<string, readonly string[]>
  files: readonly FormFile[]
}

/** Nothing that is typed is longer; whatever is, is a file. */
const FIELD_LIMIT_BYTES = 1024 * 1024
/** OpenAI's largest form holds 16 images and a mask. */
const PARTS_LIMIT = 200

/**
 * The parts of a whole multipart body.
 * @param contentType the header, which names the boundary
 * @throws Problem 400 when it is no form, breaks off, or holds a field of over a megabyte
 */
export async function parseMultipart(
  contentType: string | undefined,
  body: Buffer | undefined,
): Promise<MultipartForm> {
  if (contentType === undefined || !/^\s*multipart\/form-data\s*;/i.test(contentType)) {
    throw badForm('The request must be a form: Content-Type: multipart/form-data; boundary=…')
  }
  if (body === undefined || body.length === 0) throw badForm('The form is empty')
  const { Busboy } = await import('@fastify/busboy')
  let parser: BusboyInstance
  try {
    parser = new Busboy({
      headers: { 'content-type': contentType },
      limits: { fieldSize: FIELD_LIMIT_BYTES, parts: PARTS_LIMIT },
    })
  } catch (error) {
    throw badForm(`The form cannot be read: ${(error as Error).message}`)
  }
  return collect(parser, body)
}

function collect(parser: BusboyInstance, body: Buffer): Promise<MultipartForm> {
  const fields = new Map<string, string[]>()
  const files: FormFile[] = []
  return new Promise((resolve, reject) => {
    parser.on('field', (name, value, _nameTruncated, valueTruncated) => {
      if (valueTruncated) reject(badForm(`${name} is longer than a megabyte`, name))
      const values = fields.get(name)
      if (values === undefined) fields.set(name, [value])
      else values.push(value)
    })
    parser.on('file', (field, stream, filename, _encoding, mimeType) => {
      const pieces: Buffer[] = []
      stream.on('data', (piece: Buffer) => pieces.push(piece))
      stream.on('end', () => {
        files.push({ field, filename, mimeType, bytes: Buffer.concat(pieces) })
      })
      stream.on('error', () => reject(badForm(`The file in ${field} breaks off`, field)))
    })
    parser.on('partsLimit', () => reject(badForm(`A form has at most ${PARTS_LIMIT} parts`)))
    parser.on('error', (error) => {
      reject(badForm(`The form cannot be read: ${error instanceof Error ? error.message : ''}`))
    })
    parser.on('finish', () => resolve({ fields, files }))
    parser.end(body)
  })
}

function badForm(message: string, param?: string): Problem {
  return new Problem({
    status: 400,
    type: 'invalid_request_error',
    code: 'invalid_body',
    ...(param !== undefined && { param }),
    message,
  })
}
