/** What to enter where, for each client people use (peers §0 F1). Pure. */

export interface Addresses {
  /** `http://127.0.0.1:8000/v1` */
  openai: string
  /** `http://127.0.0.1:8000` */
  gemini: string
  model: string
}

/** A value for a field of the client, or a text to paste as it is; `TOKEN` stands for the token. */
export type Entry =
  | { kind: 'field'; name: 'url' | 'host' | 'token' | 'model'; value: string }
  | { kind: 'code'; code: string }

export interface Client {
  id:
    | 'chatbox'
    | 'cherry'
    | 'cline'
    | 'roo'
    | 'continue'
    | 'openwebui'
    | 'lobechat'
    | 'geminicli'
    | 'openaijs'
    | 'openaipy'
    | 'genai'
    | 'langchain'
    | 'curl'
    | 'cursor'
  entries(addresses: Addresses): Entry[]
}

/** Stands in entries where the token goes; replaced only when a person copies. */
export const TOKEN_PLACE = 'YOUR_TOKEN'

const url = (value: string): Entry => ({ kind: 'field', name: 'url', value })
const host = (value: string): Entry => ({ kind: 'field', name: 'host', value })
const token: Entry = { kind: 'field', name: 'token', value: TOKEN_PLACE }
const model = (value: string): Entry => ({ kind: 'field', name: 'model', value })
const code = (lines: readonly string[]): Entry => ({ kind: 'code', code: lines.join('\n') })

/** All clients, the most used ones first. */
export const clients: readonly Client[] = [
  { id: 'chatbox', entries: (a) => [host(a.gemini), token, model(a.model)] },
  { id: 'cherry', entries: (a) => [host(a.gemini), token, model(a.model)] },
  { id: 'cline', entries: (a) => [url(a.openai), token, model(a.model)] },
  { id: 'roo', entries: (a) => [url(a.openai), token, model(a.model)] },
  {
    id: 'continue',
    entries: (a) => [
      code([
        '- name: Gemini Balance',
        '  provider: openai',
        `  model: ${a.model}`,
        `  apiBase: ${a.openai}`,
        `  apiKey: ${TOKEN_PLACE}`,
      ]),
    ],
  },
  { id: 'openwebui', entries: (a) => [url(a.openai), token] },
  { id: 'lobechat', entries: (a) => [url(a.openai), token] },
  {
    id: 'geminicli',
    entries: (a) => [
      code([`export GOOGLE_GEMINI_BASE_URL=${a.gemini}`, `export GEMINI_API_KEY=${TOKEN_PLACE}`]),
    ],
  },
  {
    id: 'openaijs',
    entries: (a) => [
      code([
        "import OpenAI from 'openai'",
        '',
        `const client = new OpenAI({ baseURL: '${a.openai}', apiKey: '${TOKEN_PLACE}' })`,
        'const answer = await client.chat.completions.create({',
        `  model: '${a.model}',`,
        "  messages: [{ role: 'user', content: 'Hello!' }],",
        '})',
        'console.log(answer.choices[0].message.content)',
      ]),
    ],
  },
  {
    id: 'openaipy',
    entries: (a) => [
      code([
        'from openai import OpenAI',
        '',
        `client = OpenAI(base_url="${a.openai}", api_key="${TOKEN_PLACE}")`,
        'answer = client.chat.completions.create(',
        `    model="${a.model}",`,
        '    messages=[{"role": "user", "content": "Hello!"}],',
        ')',
        'print(answer.choices[0].message.content)',
      ]),
    ],
  },
  {
    id: 'genai',
    entries: (a) => [
      code([
        "import { GoogleGenAI } from '@google/genai'",
        '',
        'const ai = new GoogleGenAI({',
        `  apiKey: '${TOKEN_PLACE}',`,
        `  httpOptions: { baseUrl: '${a.gemini}' },`,
        '})',
        `const answer = await ai.models.generateContent({ model: '${a.model}', contents: 'Hello!' })`,
        'console.log(answer.text)',
      ]),
    ],
  },
  {
    id: 'langchain',
    entries: (a) => [
      code([
        'from langchain_openai import ChatOpenAI',
        '',
        `llm = ChatOpenAI(model="${a.model}", base_url="${a.openai}", api_key="${TOKEN_PLACE}")`,
        'print(llm.invoke("Hello!").content)',
      ]),
    ],
  },
  {
    id: 'curl',
    entries: (a) => [
      code([
        `curl ${a.openai}/chat/completions \\`,
        `  -H "Authorization: Bearer ${TOKEN_PLACE}" \\`,
        '  -H "Content-Type: application/json" \\',
        `  -d '{"model": "${a.model}", "messages": [{"role": "user", "content": "Hello!"}]}'`,
      ]),
    ],
  },
  { id: 'cursor', entries: () => [] },
]
