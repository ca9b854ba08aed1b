/** The upstream client: sends one HTTP call to Google with one key. Knows nothing of retries. */
import type { Readable } from 'node:stream'
import type { Dispatcher } from 'undici'
import type { Arrivals } from '../shared/arrivals.ts'
import { dispatchCall } from './dispatch.ts'
import type { Outbound } from './outbound.ts'
import { describeFailure, type UpstreamFailure } from './upstream-failure.ts'

export interface UpstreamCall {
  method: Dispatcher.HttpMethod
  /** Version, resource and query: `/v1beta/models/x:generateContent?alt=sse`. */
  path: string
  headers?: Record<string, string>
  /** A stream can be sent once. */
  body?: string | Buffer | Readable
  signal: AbortSignal
  firstByteTimeoutMs: number
  /** Longest silence inside an answer. Thinking models pause for many minutes (conformance D2). */
  idleTimeoutMs: number
}

/** Bytes to be read once; `take` gives all that are there. A loop that is left early gives up the rest. */
export interface UpstreamBody extends Arrivals<Buffer>, AsyncIterable<Buffer> {
  /** True once all has been taken that there was; not known before the end has come. */
  readonly isComplete: boolean
  /** All of it, if it is all there and nothing has been taken yet; short answers come in one piece. */
  takeWhole(): Buffer | undefined
}

/** An answer of any status; `body` must be read or destroyed. */
export interface UpstreamAnswer {
  kind: 'answered'
  status: number
  headers: Record<string, string | string[] | undefined>
  body: UpstreamBody
}

export interface GeminiClient {
  /**
   * Sends a call with the key in `x-goog-api-key`, the one place Google wants it (conformance D1).
   * Resolves on the answer's head or on a failure to get one; rejects only with the signal's reason.
   */
  send(
    call: UpstreamCall,
    key: { id: string; secret: string },
  ): Promise<UpstreamAnswer | UpstreamFailure>
}

/**
 * @param baseUrl reads the BASE_URL setting now; its version suffix (`/v1beta`) is replaced by the
 *   version in a call's path
 */
export function createGeminiClient(outbound: Outbound, baseUrl: () => string): GeminiClient {
  let base: Base | undefined
  return {
    send(call, key) {
      // Reading the same address anew for every call costs as much as choosing the key.
      if (base?.text !== baseUrl()) base = readBase(baseUrl())
      try {
        const dispatcher = outbound.dispatcherFor(base.url, key.id)
        const options = {
          origin: base.origin,
          path: pathOn(base, call.path),
          method: call.method,
          headers: { ...call.headers, 'x-goog-api-key': key.secret, 'accept-encoding': 'identity' },
          body: call.body ?? null,
          headersTimeout: call.firstByteTimeoutMs,
          bodyTimeout: call.idleTimeoutMs,
        }
        return dispatchCall(dispatcher, options, call.signal)
      } catch (error) {
        return Promise.resolve(describeFailure(error))
      }
    },
  }
}

interface Base {
  /** BASE_URL as it was set. */
  text: string
  url: URL
  origin: string
  /** What stands before a versioned path. */
  prefix: string
}

function readBase(text: string): Base {
  const url = upstreamUrl(text, '')
  return { text, url, origin: url.origin, prefix: url.pathname.replace(/\/$/, '') }
}

/** Nothing in it that a URL would escape or resolve. */
const plainPath = /^(?:\/\w[\w:.~-]*)+(?:\?[\w=&.~-]*)?$/

function pathOn({ text, prefix }: Base, path: string): string {
  if (plainPath.test(path)) return prefix + path
  const { pathname, search } = upstreamUrl(text, path)
  return pathname + search
}

/** Joins BASE_URL and a versioned path: a base that ends in a version gives way to the path's own. */
export function upstreamUrl(baseUrl: string, path: string): URL {
  return new URL(baseUrl.replace(/\/v1(?:beta|alpha)?\/*$/, '').replace(/\/+$/, '') + path)
}
