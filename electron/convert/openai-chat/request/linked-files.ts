/** Media the client points at: a public URL, YouTube, or a file uploaded to Google (A2). */
import type { ModelFamily } from '../../../gemini/families.ts'
import type { Part } from '../../../gemini/wire.ts'
import { InvalidRequest } from '../../invalid-request.ts'
import { mimeTypeOfName, type InlineMedia } from './data-url.ts'

/** A file that has to be downloaded before the request can be converted for good. */
export interface FileLink {
  url: string
  /** Where the URL stands in the client's body. */
  param: string
}

/** Downloaded files by their URL. */
export type FetchedFiles = ReadonlyMap<string, InlineMedia>

const filesApi = 'https://generativelanguage.googleapis.com/v1beta/'
const uploadedFile = /^files\/[A-Za-z0-9-]+$/
/** What need not be looked up to be refused; names are checked again where they are resolved. */
const privateHost =
  /^(localhost|.*\.(localhost|local|internal)|(127|10)(\.\d+){3}|(192\.168|169\.254|172\.(1[6-9]|2\d|3[01]))(\.\d+){2}|0\.0\.0\.0|\[.*)\.?$/
/** Types Google reads from an address itself; anything else would be a 400 there. */
const typesGoogleFetches =
  /^(image\/(png|jpeg|webp)|application\/pdf|text\/(plain|html|css|csv|xml))$/

const isYouTube = (host: string): boolean => /^((www\.|m\.)?youtube\.com|youtu\.be)$/.test(host)

/** The files one request links to: who fetches each, Google or we. */
export class LinkedFiles {
  readonly #family: Pick<ModelFamily, 'fetchesUrls'>
  readonly #fetched: FetchedFiles
  readonly #missing: FileLink[] = []
  readonly #leftToGoogle: FileLink[] = []

  constructor(family: Pick<ModelFamily, 'fetchesUrls'>, fetched: FetchedFiles = new Map()) {
    this.#family = family
    this.#fetched = fetched
  }

  /** Links that have to be downloaded here; while there are any, the conversion is a draft. */
  get missing(): readonly FileLink[] {
    return this.#missing
  }

  /** Links Google fetches; it may turn out that it cannot. */
  get leftToGoogle(): readonly FileLink[] {
    return this.#leftToGoogle
  }

  /** The media behind a URL, if it has been downloaded. */
  fetched(url: string): InlineMedia | undefined {
    return this.#fetched.get(url)
  }

  /**
   * A `fileData` part for an http(s) URL or a Files API name (`files/abc`). An address that only
   * this machine can reach is refused. Throws InvalidRequest (`param`).
   */
  link(address: string, param: string): Part {
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
        `Invalid '${param}': ${url.hostname} is not a public address; send the file as a data URL.`,
        { param },
      )
    }
    if (isYouTube(url.hostname) || address.startsWith(filesApi)) {
      return { fileData: { fileUri: address } }
    }
    const mimeType = mimeTypeOfName(url.pathname)
    this.#listFor(url, mimeType).push({ url: address, param })
    return { fileData: { fileUri: address, ...(mimeType !== undefined && { mimeType }) } }
  }

  #listFor({ protocol }: URL, mimeType = ''): FileLink[] {
    const fits = protocol === 'https:' && typesGoogleFetches.test(mimeType)
    return fits && this.#family.fetchesUrls ? this.#leftToGoogle : this.#missing
  }
}
