/** What the tests of every client share: the conversation, one service per file, what Google saw. */
import { afterAll, beforeAll } from 'vitest'
import { startWire, type WireOptions, type WireService } from '../wire/service.ts'

export const MODEL = 'gemini-3.8-flash'
export const EMBEDDING_MODEL = 'gemini-embedding-2'

/** Makes the demo call `get_weather` for Paris and for Tokyo at once. */
export const weatherQuestion = 'What is the weather in Paris and in Tokyo?'

/** A PNG of one pixel, in base64. */
export const pixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGD4DwABBAEAX+XDSwAAAABJRU5ErkJggg=='

interface SentPart {
  text?: string
  thoughtSignature?: string
  inlineData?: { mimeType: string; data: string }
  functionCall?: { name: string; args: object }
  functionResponse?: { name: string; response: object }
}

interface SentBody {
  contents: { role: string; parts: SentPart[] }[]
}

/** Starts one service for all tests of a file; the getter is for inside tests. */
export function sharedWire(options: WireOptions = {}): () => WireService {
  let wire: WireService | undefined
  beforeAll(async () => {
    wire = await startWire(options)
  })
  afterAll(() => wire?.[Symbol.asyncDispose]())
  return () => {
    if (wire === undefined) throw new Error('The service has not started yet')
    return wire
  }
}

/** The turns of the last request that reached Google. */
export function sentTurns(wire: WireService): SentBody['contents'] {
  const body = wire.demo.requests.at(-1)?.body as SentBody | undefined
  return body?.contents ?? []
}

/** Signatures of the function calls in the last request to Google, in order. */
export function sentCallSignatures(wire: WireService): (string | undefined)[] {
  return sentTurns(wire).flatMap(({ parts }) =>
    parts.flatMap((part) => (part.functionCall ? [part.thoughtSignature] : [])),
  )
}

/** A signature Google made itself, not the documented stand-in for a lost one. */
export const genuine = /^[A-Za-z0-9+/]{100,}=*$/
