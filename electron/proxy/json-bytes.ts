/** Requests with media of many megabytes as bytes, without stalling all the other answers. */

/** From here on looking through base64 for what JSON has to escape takes longer than it is worth. */
const LONG_CHARACTERS = 256 * 1024

/** The body as JSON; the long `data` of inline media, which is base64, goes in as it is. */
export function jsonBytes(body: object): Buffer {
  const media: string[] = []
  const json = JSON.stringify(body, (key, value: unknown) => {
    if (key !== 'data' || typeof value !== 'string' || value.length < LONG_CHARACTERS) return value
    media.push(value)
    return placeholder(media.length - 1)
  })
  const pieces: Buffer[] = []
  let from = 0
  for (const [at, data] of media.entries()) {
    // Within a text its quotes would be escaped, so this is the very place.
    const start = json.indexOf(`"data":"${placeholder(at)}"`, from) + '"data":"'.length
    pieces.push(Buffer.from(json.slice(from, start)), Buffer.from(data, 'latin1'))
    from = start + placeholder(at).length
  }
  return Buffer.concat([...pieces, Buffer.from(json.slice(from))])
}

const placeholder = (at: number) => `media ${at}`
