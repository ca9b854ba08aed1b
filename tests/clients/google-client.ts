/** Google's own client, pointed at a service of a test. */
import { GoogleGenAI, type HttpOptions } from '@google/genai'
import { TOKEN, type WireService } from '../wire/service.ts'

export const model = 'gemini-3.8-flash'
export const hello = { model, contents: 'Hello there' }

/** A client as a person sets it up: token and base URL, everything else at its default. */
export function googleGenAi(
  { origin }: Pick<WireService, 'origin'>,
  httpOptions: HttpOptions = {},
  apiKey = TOKEN,
): GoogleGenAI {
  return new GoogleGenAI({ apiKey, httpOptions: { baseUrl: origin, ...httpOptions } })
}
