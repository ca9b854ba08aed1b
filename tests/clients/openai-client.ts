/** The official OpenAI client, pointed at a service of a test. */
import OpenAI, { type ClientOptions } from 'openai'
import type { ChatCompletionFunctionTool } from 'openai/resources/chat/completions'
import { TOKEN, type WireService } from '../wire/service.ts'

export const MODEL = 'gemini-3.8-flash'

/** A client as a person sets it up: base URL and token, everything else at its default. */
export function openAi(wire: WireService, options: ClientOptions = {}): OpenAI {
  return new OpenAI({ baseURL: `${wire.origin}/v1`, apiKey: TOKEN, ...options })
}

/** One user turn. */
export function user(content: string): { role: 'user'; content: string } {
  return { role: 'user', content }
}

export const weatherTool: ChatCompletionFunctionTool = {
  type: 'function',
  function: {
    name: 'get_weather',
    description: 'The weather in a city now',
    parameters: {
      type: 'object',
      properties: { city: { type: 'string' } },
      required: ['city'],
    },
  },
}
