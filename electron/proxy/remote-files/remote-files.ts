/**
 * Downloads files that clients link to and Google cannot fetch (conformance A2). Whoever may send a
 * request could otherwise make us read from the machine's own network, so only public addresses
 * are connected to (design §6).
 */
import type { Readable } from 'node:stream'
import type { Agent as UndiciAgent } from 'undici'
import api from 'undici/lib/api/index.js'
import Agent from 'undici/lib/dispatcher/agent.js'
import {
  mimeTypeOfName,
  normaliseMimeType,
  sniffMimeType,
  type InlineMedia,
} from '../../convert/openai-chat/request/data-url.ts'
import type { FetchedFiles, FileLink } from '../../convert/openai-chat/request/linked-files.ts'
import { InvalidRequest } from '../../convert/invalid-request.ts'
import { guardedLookup, PrivateAddress, type Resolve, systemResolve } from './guarded-lookup.ts'

export interface RemoteFiles {
  /**
   * Downloads every link at once, each URL only once. Rejects with the signal's reason, or with
   * InvalidRequest that names the field of a link that could not be had.
   */
  fetchAll(links: readonly FileLink[], signal: AbortSignal): Promise<FetchedFiles>
  /** Ends every connection at once. */
  close(): Promise<void>
}

export interface RemoteFilesOptions {
  /** Bytes of one file, and of all files of one request. */
  maxFileBytes?: number
  maxTotalBytes?: number
  /** For all downloads of a request together. */
  timeoutMs?: number
  resolve?: Resolve
  /** Decides over an IP address; by default only public ones may be connected to. */
  isAllowed?: (address: string) => boolean
}

const MEGABYTE = 1024 * 1024
const MAX_LINKS = 100
const MAX_REDIRECTS = 5

/** What goes wrong with one link; becomes the client's 400. */
class Unfetchable extends Error {}

interface Limits {
  maxFileBytes: number
  maxTotalBytes: number
}

/** The bytes that the downloads of one request have taken so far. */
interface Budget {
  usedBytes: number
}

/** Makes the downloader. It never uses a proxy: that would look the name up a second time. */
export function createRemoteFiles(options: RemoteFilesOptions = {}): RemoteFiles {
  const { maxFileBytes = 50 * MEGABYTE, maxTotalBytes = 100 * MEGABYTE } = options
  const { timeoutMs = 30_000, resolve = systemResolve } = options
  const limits = { maxFileBytes, maxTotalBytes }
  let agent: UndiciAgent | undefined
  let isAllowed = options.isAllowed

  const openAgent = async () => {
    // Loaded on first use: most requests link to nothing.
    isAllowed ??= (await import('./public-address.ts')).isPublicAddress
    const lookup = guardedLookup(resolve, isAllowed)
    agent ??= new Agent({ allowH2: false, connections: 6, connect: { timeout: 10_000, lookup } })
    return { agent, isAllowed }
  }

  return {
    async fetchAll(links, signal) {
      const byUrl = new Map(links.map((link) => [link.url, link]))
      if (byUrl.size > MAX_LINKS) throw tooManyLinks(links[MAX_LINKS])
      const { end, ...limited } = deadline(signal, timeoutMs)
      try {
        const context = { ...(await openAgent()), ...limited, limits, budget: { usedBytes: 0 } }
        const fetched = [...byUrl.values()].map(
          async (link) => [link.url, await fetchOne(link, context)] as const,
        )
        return new Map(await Promise.all(fetched))
      } catch (error) {
        signal.throwIfAborted()
        throw error
      } finally {
        end()
      }
    },
    async close() {
      await agent?.destroy()
    },
  }
}

interface FetchContext {
  agent: UndiciAgent
  isAllowed: (address: string) => boolean
  limits: Limits
  budget: Budget
  signal: AbortSignal
}

/** A signal that also ends when time is up; `end` aborts what is still running. */
function deadline(signal: AbortSignal, timeoutMs: number) {
  const controller = new AbortController()
  const end = () => controller.abort()
  const timer = setTimeout(end, timeoutMs)
  if (signal.aborted) end()
  signal.addEventListener('abort', end)
  return {
    signal: controller.signal,
    end() {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      end()
    },
  }
}

function tooManyLinks(link: FileLink | undefined): InvalidRequest {
  return new InvalidRequest(`A request may link to at most ${MAX_LINKS} files.`, {
    ...(link && { param: link.param }),
    code: 'too_many_files',
  })
}

async function fetchOne(link: FileLink, context: FetchContext): Promise<InlineMedia> {
  try {
    return await follow(new URL(link.url), context)
  } catch (error) {
    const reason = reasonOf(error, context)
    throw new InvalidRequest(`Invalid '${link.param}': ${reason}; send the file as a data URL.`, {
      param: link.param,
      code: 'file_not_fetched',
    })
  }
}

function reasonOf(error: unknown, { signal }: FetchContext): string {
  if (error instanceof Unfetchable || error instanceof PrivateAddress) return error.message
  if (signal.aborted) return 'the file did not arrive in time'
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'no connection'
  return `the file could not be fetched (${code})`
}

/** Follows redirects by hand, because each of them is a new address to be checked. */
async function follow(start: URL, context: FetchContext): Promise<InlineMedia> {
  let url = start
  for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
    requireFetchable(url, context)
    const answer = await api.request.call(context.agent, {
      origin: url.origin,
      path: url.pathname + url.search,
      method: 'GET',
      headers: { accept: '*/*', 'accept-encoding': 'identity', 'user-agent': 'GeminiBalance' },
      signal: context.signal,
      headersTimeout: 0,
      bodyTimeout: 0,
    })
    const { location } = answer.headers
    if (answer.statusCode >= 300 && answer.statusCode < 400 && typeof location === 'string') {
      discard(answer.body)
      url = redirectTarget(location, url)
      continue
    }
    if (answer.statusCode !== 200) {
      discard(answer.body)
      throw new Unfetchable(`the server answered with HTTP ${answer.statusCode}`)
    }
    const bytes = await readLimited(answer.body, answer.headers['content-length'], context)
    return mediaOf(bytes, answer.headers['content-type'], url)
  }
  throw new Unfetchable(`it redirects more than ${MAX_REDIRECTS} times`)
}

/** Drops a body that nobody reads; undici reports that as an error of the body's. */
function discard(body: Readable): void {
  body.on('error', () => undefined).destroy()
}

function redirectTarget(location: string, base: URL): URL {
  if (!URL.canParse(location, base.href)) throw new Unfetchable('it redirects to no valid address')
  return new URL(location, base)
}

/** An IP address as host is never looked up, so it is checked here; names are when connecting. */
function requireFetchable({ protocol, hostname }: URL, { isAllowed }: FetchContext): void {
  if (protocol !== 'http:' && protocol !== 'https:') {
    throw new Unfetchable(`it redirects to ${protocol} and only http and https are followed`)
  }
  const literal = hostname.replace(/^\[(.*)\]$/, '$1')
  const isLiteral = literal !== hostname || /^[\d.]+$/.test(hostname)
  if (isLiteral && !isAllowed(literal)) throw new PrivateAddress(hostname)
}

async function readLimited(
  body: Readable,
  announced: string | string[] | undefined,
  { limits, budget }: FetchContext,
): Promise<Buffer> {
  const requireRoom = (fileBytes: number, totalBytes: number) => {
    if (fileBytes <= limits.maxFileBytes && totalBytes <= limits.maxTotalBytes) return
    const { maxFileBytes, maxTotalBytes } = limits
    throw new Unfetchable(
      `linked files may have ${maxFileBytes / MEGABYTE} MB each and ${maxTotalBytes / MEGABYTE} MB together`,
    )
  }
  try {
    const length = Number(announced ?? 0)
    requireRoom(length, budget.usedBytes + length)
    const chunks: Buffer[] = []
    let size = 0
    for await (const chunk of body as AsyncIterable<Buffer>) {
      size += chunk.length
      budget.usedBytes += chunk.length
      requireRoom(size, budget.usedBytes)
      chunks.push(chunk)
    }
    return Buffer.concat(chunks)
  } finally {
    discard(body)
  }
}

/** The type is the server's word, unless it says nothing: then the bytes' or the name's. */
function mediaOf(bytes: Buffer, type: string | string[] | undefined, url: URL): InlineMedia {
  if (bytes.length === 0) throw new Unfetchable('the file is empty')
  const data = bytes.toString('base64')
  const said = normaliseMimeType([type ?? ''].flat()[0] ?? '')
  const mimeType = said || (sniffMimeType(data) ?? mimeTypeOfName(url.pathname) ?? '')
  if (/^(image|audio|video|text)\/|^application\/pdf$/.test(mimeType)) return { mimeType, data }
  if (mimeType === 'application/json') return { mimeType: 'text/plain', data }
  throw new Unfetchable(`it is ${mimeType || 'of unknown type'}, which Gemini does not take`)
}
