/** A bare client for the demo's own tests: sends one request and reads what comes back. */
import type { GenerateContentResponse, GoogleError, Part } from '../gemini/wire.ts'

/** What a test may vary; the rest is an ordinary chat request. */
interface DemoCall {
  key?: string
  model?: string
  verb?: string
  query?: string
  body?: unknown
  headers?: Record<string, string>
}

/** The body of a request in which the user says this. */
export function saying(text: string, more: object = {}): object {
  return { contents: [{ role: 'user', parts: [{ text }] }], ...more }
}

/** Posts to a model; a body that is a string goes as it is. */
export function post(baseUrl: string, call: DemoCall = {}): Promise<Response> {
  const { model = 'gemini-3.8-flash', verb = 'generateContent', query = '' } = call
  const { key = 'demo-key-1', body = saying('Hello'), headers } = call
  return fetch(`${baseUrl}/models/${model}:${verb}${query}`, {
    method: 'POST',
    headers: headers ?? { 'content-type': 'application/json', 'x-goog-api-key': key },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
}

/** The answer of generateContent. */
export async function generate(
  baseUrl: string,
  call: DemoCall = {},
): Promise<GenerateContentResponse> {
  const response = await post(baseUrl, call)
  if (!response.ok) throw new Error(await response.text())
  return (await response.json()) as GenerateContentResponse
}

/** The events of streamGenerateContent with `alt=sse`. */
export async function stream(
  baseUrl: string,
  call: DemoCall = {},
): Promise<GenerateContentResponse[]> {
  const response = await post(baseUrl, {
    ...call,
    verb: 'streamGenerateContent',
    query: '?alt=sse',
  })
  if (!response.ok) throw new Error(await response.text())
  return sseEvents(await response.text())
}

/** Splits SSE text as Google frames it; throws at anything but `data: {…}` and CRLF CRLF. */
export function sseEvents(text: string): GenerateContentResponse[] {
  return text
    .split('\r\n\r\n')
    .filter((event) => event !== '')
    .map((event) => JSON.parse(event.replace(/^data: /, '')) as GenerateContentResponse)
}

/** The error in a refused answer. */
export async function errorOf(response: Response): Promise<GoogleError> {
  const { error } = (await response.json()) as { error: GoogleError }
  return error
}

/** All parts of an answer, streamed or whole. */
export function partsOf(...chunks: GenerateContentResponse[]): Part[] {
  return chunks.flatMap((chunk) => chunk.candidates?.[0]?.content?.parts ?? [])
}

/** The visible text of an answer. */
export function textOf(...chunks: GenerateContentResponse[]): string {
  return partsOf(...chunks)
    .filter((part) => part.thought !== true)
    .map((part) => part.text ?? '')
    .join('')
}
