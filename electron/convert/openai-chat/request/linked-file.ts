/** Media the client points at: a public URL, YouTube, or a file uploaded to Google. */
import type { Part } from '../../../gemini/wire.ts'
import { InvalidRequest } from '../../invalid-request.ts'
import { mimeTypeOfName } from './data-url.ts'

const filesApi = 'https://generativelanguage.googleapis.com/v1beta/'
const uploadedFile = /^files\/[A-Za-z0-9-]+$/
const privateHost =
  /^(localhost|.*\.(localhost|local)|127\..*|10\..*|192\.168\..*|169\.254\..*|172\.(1[6-9]|2\d|3[01])\..*|0\.0\.0\.0|\[.*)$/

const isYouTube = (host: string): boolean => /^((www\.|m\.)?youtube\.com|youtu\.be)$/.test(host)

/**
 * A `fileData` part for an http(s) URL or a Files API name (`files/abc`); Google fetches it, so an
 * address only this machine can reach is refused. Throws InvalidRequest (`param`); conformance A2.
 */
export function linkedFile(address: string, param: string): Part {
  if (uploadedFile.test(address)) return { fileData: { fileUri: filesApi + address } }
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new InvalidRequest(
      `Invalid '${param}': give a data URL, an http(s) URL or a Gemini file such as files/abc-123.`,
      { param },
    )
  }
  if (privateHost.test(url.hostname)) {
    throw new InvalidRequest(
      `Invalid '${param}': Google cannot reach ${url.hostname}; send the file as a data URL.`,
      { param },
    )
  }
  const mimeType = isYouTube(url.hostname) ? undefined : mimeTypeOfName(url.pathname)
  return { fileData: { fileUri: address, ...(mimeType !== undefined && { mimeType }) } }
}
