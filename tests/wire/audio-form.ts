/** A form with a recording, as curl sends it. */
import { wavHeader } from '../../electron/convert/pcm.ts'
import type { CallOptions } from './http-call.ts'

const BOUNDARY = 'wire-boundary-4711'

/** A second of silence. */
export const silence = Buffer.concat([wavHeader(48_000, 24_000), Buffer.alloc(48_000)])

/** Body and headers of a form; `file` may be left out with `null`. */
export function audioForm(
  fields: Record<string, string>,
  file: { name: string; bytes: Buffer } | null = { name: 'a.wav', bytes: silence },
): CallOptions {
  const parts: Buffer[] = Object.entries(fields).map(([name, value]) =>
    Buffer.from(
      `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    ),
  )
  if (file !== null) {
    const head = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="${file.name}"\r\nContent-Type: application/octet-stream\r\n\r\n`
    parts.push(Buffer.from(head), file.bytes, Buffer.from('\r\n'))
  }
  parts.push(Buffer.from(`--${BOUNDARY}--\r\n`))
  return {
    method: 'POST',
    headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
    body: Buffer.concat(parts),
  }
}
