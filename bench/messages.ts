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
} as const

export const EVENTS_PER_STREAM = 50

const words = (length: number) =>
  'the quick brown fox jumps over the lazy dog '.repeat(length / 44 + 1).slice(0, length)

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

/** The same request in Google's form. */
export function nativeBody(bytes: number): string {
  return JSON.stringify({
    systemInstruction: { parts: [{ text: 'You are a helpful assistant.' }] },
    contents: [{ role: 'user', parts: [{ text: words(bytes) }] }],
    generationConfig: { temperature: 0.7 },
  })
}

/** Google's whole answer, about 1.5 kB. */
export function wholeAnswer(): string {
  return JSON.stringify({
    candidates: [
      {
        content: { role: 'model', parts: [{ text: words(1100) }] },
        finishReason: 'STOP',
        index: 0,
      },
    ],
    usageMetadata: usage,
    modelVersion: MODEL,
    responseId: 'bench-response',
  })
}

/**
 * One event of a stream, about 400 bytes.
 * @param stamp monotonic milliseconds at which it is sent, for the delay on the way
 */
export function streamEvent(index: number, stamp?: number): string {
  const isLast = index === EVENTS_PER_STREAM - 1
  const text = `${stamp === undefined ? '' : `@${stamp.toFixed(3)}@`}${words(220)}`
  const candidate = {
    content: { role: 'model', parts: [{ text }] },
    index: 0,
    ...(isLast && { finishReason: 'STOP' }),
  }
  const chunk = {
    candidates: [candidate],
    usageMetadata: usage,
    modelVersion: MODEL,
    responseId: 'bench-response',
  }
  return `data: ${JSON.stringify(chunk)}\r\n\r\n`
}

/** What Google says to a request it does not understand. */
export function refusal(): string {
  const error = { code: 400, message: 'The request is malformed.', status: 'INVALID_ARGUMENT' }
  return JSON.stringify({ error })
}

export function embeddingAnswer(): string {
  const values = Array.from({ length: 768 }, (_, index) => Math.sin(index) / 10)
  return JSON.stringify({ embeddings: [{ values }] })
}

const usage = {
  promptTokenCount: 250,
  candidatesTokenCount: 220,
  totalTokenCount: 470,
  promptTokensDetails: [{ modality: 'TEXT', tokenCount: 250 }],
}

/** Milliseconds of a clock that all processes of a machine share. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6
}
