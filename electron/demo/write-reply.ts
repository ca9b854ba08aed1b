/** Puts a reply on the wire: headers, framing, pace, back-pressure. */
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { setImmediate, setTimeout } from 'node:timers/promises'
import { lineJson, prettyJson } from './google-json.ts'
import type { Reply } from './reply.ts'

type StreamReply = Extract<Reply, { kind: 'stream' }>

const framings = {
  sse: {
    contentType: 'text/event-stream',
    before: () => '',
    element: (event: object) => `data: ${lineJson(event)}\r\n\r\n`,
    end: '',
  },
  array: {
    contentType: 'application/json; charset=UTF-8',
    before: (at: number) => (at === 0 ? '[' : '\n,\n'),
    element: (event: object) => prettyJson(event).trimEnd(),
    end: '\n]',
  },
}

/**
 * Writes the reply, with a pause of `chunkDelayMs` between the events of a stream. Resolves when
 * all is written or the client is gone; rejects only for a mistake of this program.
 */
export async function writeReply(
  reply: Reply,
  response: ServerResponse,
  chunkDelayMs: number,
): Promise<void> {
  if (reply.kind === 'reset') {
    response.socket?.resetAndDestroy()
    return
  }
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  try {
    if (reply.delayMs !== undefined) await pause(reply.delayMs, gone.signal)
    if (reply.kind === 'stream') await writeStream(reply, response, chunkDelayMs, gone.signal)
    else await writeBody(reply, response)
  } catch (error) {
    if (!gone.signal.aborted) throw error
  }
}

async function writeBody(
  { status, contentType, body, headers, cut }: Extract<Reply, { kind: 'body' }>,
  response: ServerResponse,
): Promise<void> {
  response.writeHead(status, { ...headersFor(contentType), ...headers })
  if (cut === true) await hangUpAfter(response, body)
  else response.end(body)
}

async function writeStream(
  { framing, events, tail = '', cut }: StreamReply,
  response: ServerResponse,
  chunkDelayMs: number,
  gone: AbortSignal,
): Promise<void> {
  const { contentType, before, element, end } = framings[framing]
  response.writeHead(200, { ...headersFor(contentType), 'content-disposition': 'attachment' })
  let at = 0
  for (const event of events) {
    if (at > 0) await pause(chunkDelayMs, gone)
    if (gone.aborted) return
    const more = response.write(before(at) + element(event))
    if (!more) await once(response, 'drain', { signal: gone })
    at += 1
  }
  if (cut === true) await hangUpAfter(response, '')
  else if (tail !== '') response.end(tail)
  else response.end(at === 0 ? `${before(0)}${end.trimStart()}` : end)
}

/** Waits, or lets the event loop turn once when there is nothing to wait for. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms > 0) await setTimeout(ms, undefined, { signal })
  else await setImmediate()
}

/** Closes the connection without ending the answer, once what was written has left. */
async function hangUpAfter(response: ServerResponse, text: string): Promise<void> {
  await new Promise<void>((written) => {
    // Writes are confirmed in order, so that even an empty one tells when all before it left.
    response.write(text, () => written())
  })
  response.destroy()
}

function headersFor(contentType: string): Record<string, string> {
  return {
    'content-type': contentType,
    vary: 'Origin, X-Origin, Referer',
    server: 'scaffolding on HTTPServer2',
    'server-timing': 'gfet4t7; dur=12',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'SAMEORIGIN',
    'x-xss-protection': '0',
  }
}
