/** What goes back over the wire, decided before a byte of it is written. */
import type { GenerateContentResponse } from '../gemini/wire.ts'
import { mergeChunks } from './answer.ts'
import { faultBody, type GoogleFault } from './google-fault.ts'
import { prettyJson } from './google-json.ts'

/** `json`: one body; `sse`: `alt=sse` events; `array`: a JSON array, element by element. */
export type Framing = 'json' | 'sse' | 'array'

/** An answer in full, or broken in the way a scripted key wants it. */
export type Reply =
  | {
      kind: 'body'
      status: number
      contentType: string
      body: string
      /** Beside those that every answer of Google's has. */
      headers?: Record<string, string>
      /** Hang up after the body instead of ending it. */
      cut?: boolean
      delayMs?: number
    }
  | {
      kind: 'stream'
      framing: 'sse' | 'array'
      events: Iterable<object>
      /** Text after the last event, as it is. */
      tail?: string
      /** Hang up after the last event instead of ending the stream. */
      cut?: boolean
      /** Wait this long before anything is sent, headers included. */
      delayMs?: number
    }
  /** Hang up before a byte. */
  | { kind: 'reset' }

const jsonType = 'application/json; charset=UTF-8'

/** A whole JSON body, indented like Google's. */
export function jsonReply(value: unknown): Reply {
  return { kind: 'body', status: 200, contentType: jsonType, body: prettyJson(value) }
}

/**
 * A refusal in the framing of the call: an object, under `text/event-stream` when the call asked
 * for SSE, or an array of one without `alt=sse` (conformance D2).
 */
export function faultReply(fault: GoogleFault, framing: Framing): Reply {
  const body = faultBody(fault)
  return {
    kind: 'body',
    status: fault.httpStatus,
    contentType: framing === 'sse' ? 'text/event-stream' : jsonType,
    body: framing === 'array' ? `[${prettyJson(body).trimEnd()}\n]` : prettyJson(body),
  }
}

/** A generated answer in the framing of the call. */
export function answerReply(chunks: readonly GenerateContentResponse[], framing: Framing): Reply {
  return framing === 'json'
    ? jsonReply(mergeChunks(chunks))
    : { kind: 'stream', framing, events: chunks }
}
