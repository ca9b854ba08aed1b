/** What the bench sends and what its upstream answers, sized as performance.md says. */

const MODEL = 'gemini-3.8-flash'

/** Models of the mock upstream, by how they stream. */
export const models = {
  burst: MODEL,
  /** An event every 20 ms. */
  paced: 'gemini-3.8-flash-paced',
  /** An event every 100 ms. */
  slow: 'gemini-3.8-flash-slow',
  /** Answered with an error that is the request's own fault. */
  refused: 'gemini-3.8-flash-refused',
  /** Answered with an error that is Google's fault. */
  broken: 'gemini-3.8-flash-broken',
  /** Its streams break off after ten events. */
  cut: 'gemini-3.8-flash-cut',
} as const

export const EVENTS_PER_STREAM = 50
const EVENT_BYTES = 400
const ANSWER_BYTES = 1500
/** Where the upstream puts the milliseconds at which it sends an event: `@`, 14 places, `@`. */
const STAMP = '@0000000000.000@'

const words = (length: number) =>
  'the quick brown fox jumps over the lazy dog '.repeat(length / 44 + 1).slice(0, length)

/** What `write` makes of as many words as give it a length in bytes. */
function sized(bytes: number, write: (text: string) => string): string {
  return write(words(bytes - Buffer.byteLength(write(''))))
}

/** A chat request of OpenAI's form with about `bytes` of text. */
export function chatBody(model: string, bytes: number, stream: boolean): string {
  return JSON.stringify({
    model,
    stream,
    temperature: 0.7,
    messages: [
      { role: 'system', content: 'You are a helpful assistant.' },
      { role: 'user', content: words(bytes) },
    ],
  })
}

/** A chat request that shows an image of so many bytes and asks what it is. */
export function chatWithImage(model: string, bytes: number): string {
  const image = Buffer.alloc(bytes)
  for (let at = 0; at < bytes; at += 4) image.writeUInt32LE(Math.imul(at, 0x9e3779b1) >>> 0, at)
  const url = `data:image/png;base64,${image.toString('base64')}`
  return JSON.stringify({
    model,
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is this?' },
          { type: 'image_url', image_url: { url } },
        ],
      },
    ],
  })
}

/** What `chatBody` asks, in Google's form. */
export function nativeBody(bytes: number): string {
  return JSON.stringify({
    systemInstruction: { parts: [{ text: 'You are a helpful assistant.' }] },
    contents: [{ role: 'user', parts: [{ text: words(bytes) }] }],
    generationConfig: { temperature: 0.7 },
  })
}

const usage = {
  promptTokenCount: 250,
  candidatesTokenCount: 220,
  totalTokenCount: 470,
  promptTokensDetails: [{ modality: 'TEXT', tokenCount: 250 }],
}

function googlesAnswer(text: string, isLast: boolean): string {
  const candidate = {
    content: { role: 'model', parts: [{ text }] },
    ...(isLast && { finishReason: 'STOP' }),
    index: 0,
  }
  return JSON.stringify({
    candidates: [candidate],
    usageMetadata: usage,
    modelVersion: MODEL,
    responseId: 'bench-response',
  })
}

/** Google's whole answer, 1.5 kB with its token counts. */
export function wholeAnswer(): string {
  return sized(ANSWER_BYTES, (text) => googlesAnswer(text, true))
}

/**
 * One event of a stream, 400 bytes.
 * @param isStamped leaves room for the time at which it is sent, for the delay on the way
 */
export function streamEvent(index: number, isStamped: boolean): string {
  const isLast = index === EVENTS_PER_STREAM - 1
  const stamp = isStamped ? STAMP : ''
  return sized(EVENT_BYTES, (text) => `data: ${googlesAnswer(stamp + text, isLast)}\r\n\r\n`)
}

/** What Google says to a request it does not understand. */
export function refusal(): string {
  const error = { code: 400, message: 'The request is malformed.', status: 'INVALID_ARGUMENT' }
  return JSON.stringify({ error })
}

/** What Google says when it has failed itself. */
export function breakdown(): string {
  const error = { code: 500, message: 'An internal error has occurred.', status: 'INTERNAL' }
  return JSON.stringify({ error })
}

/** One vector. */
export function embeddingAnswer(): string {
  const values = Array.from({ length: 768 }, (_, index) => Math.sin(index) / 10)
  return JSON.stringify({ embeddings: [{ values }] })
}

/** The models that there are. */
export function modelList(): string {
  const list = Object.values(models).map((id) => ({
    name: `models/${id}`,
    supportedGenerationMethods: ['generateContent'],
  }))
  return JSON.stringify({ models: list })
}

/** Milliseconds of a clock that all processes of a machine share. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6
}
