/** A `multipart/related` body, RFC 2387. */

export interface RelatedPart {
  contentType: string | undefined
  body: Buffer
}

/** The parts of a body in order; none when the content type names no boundary. */
export function relatedParts(body: Buffer, contentType: string): RelatedPart[] {
  const [, quoted, plain] = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType) ?? []
  const boundary = quoted ?? plain
  if (boundary === undefined) return []
  const parts: RelatedPart[] = []
  const delimiter = `--${boundary}`
  let at = body.indexOf(delimiter)
  while (at !== -1) {
    const from = at + delimiter.length
    at = body.indexOf(`\r\n${delimiter}`, from)
    if (at === -1) break
    const headEnd = body.indexOf('\r\n\r\n', from)
    if (headEnd === -1 || headEnd > at) break
    const head = body.toString('latin1', from, headEnd)
    parts.push({
      contentType: /^content-type:\s*(.+?)\s*$/im.exec(head)?.[1],
      body: body.subarray(headEnd + 4, at),
    })
    at += 2
  }
  return parts
}
