/** A form with one file as bytes (RFC 7578). */
import { randomBytes } from 'node:crypto'
import type { HostedImage } from '../image-hosts.ts'
import type { UploadForm } from './upload-protocol.ts'

/** The body of an upload and the content type that names its boundary. */
export function formBody(
  { fields, fileField }: Pick<UploadForm, 'fields' | 'fileField'>,
  { name, mimeType, bytes }: HostedImage,
): { contentType: string; body: Buffer } {
  const boundary = `gemini-balance-${randomBytes(16).toString('hex')}`
  const part = (headers: string) =>
    `--${boundary}\r\nContent-Disposition: form-data; ${headers}\r\n`
  const fieldParts = Object.entries(fields).map(
    ([field, value]) => `${part(`name="${field}"`)}\r\n${value}\r\n`,
  )
  const filename = name.replace(/["\r\n\\/]/g, '_')
  const filePart = part(`name="${fileField}"; filename="${filename}"`)
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: Buffer.concat([
      Buffer.from(`${fieldParts.join('')}${filePart}Content-Type: ${mimeType}\r\n\r\n`),
      bytes,
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]),
  }
}
