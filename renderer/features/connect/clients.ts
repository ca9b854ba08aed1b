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
    | 'genaipy'
    | 'langchain'
    | 'curl'
    | 'cursor'
  /** What the request log calls it, by its `User-Agent`. */
  families: readonly string[]
  entries(addresses: Addresses): Entry[]
}

/** The model that examples name. */
export const MODEL = 'gemini-3.8-flash'

/** Stands in entries where the token goes; replaced only when a person copies. */
export const TOKEN_PLACE = 'YOUR_TOKEN'

const url = (value: string): Entry => ({ kind: 'field', name: 'url', value })
const host = (value: string): Entry => ({ kind: 'field', name: 'host', value })
const token: Entry = { kind: 'field', name: 'token', value: TOKEN_PLACE }
const model = (value: string): Entry => ({ kind: 'field', name: 'model', value })
const code = (lines: readonly string[]): Entry => ({ kind: 'code', code: lines.join('\n') })

/** All clients, the most used ones first. */
export const clients: readonly Client[] = [
  { id: 'chatbox', families: ['Chatbox'], entries: (a) => [host(a.gemini), token, model(a.model)] },
  {
    id: 'cherry',
    families: ['Cherry Studio'],
    entries: (a) => [host(a.gemini), token, model(a.model)],
  },
  { id: 'cline', families: ['Cline'], entries: (a) => [url(a.openai), token, model(a.model)] },
  { id: 'roo', families: ['Roo Code'], entries: (a) => [url(a.openai), token, model(a.model)] },
  {
    id: 'continue',
    families: ['Continue'],
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
  { id: 'openwebui', families: ['Open WebUI'], entries: (a) => [url(a.openai), token] },
  { id: 'lobechat', families: ['LobeChat'], entries: (a) => [url(a.openai), token] },
  {
    id: 'geminicli',
    families: ['Gemini CLI'],
    entries: (a) => [
      code([`export GOOGLE_GEMINI_BASE_URL=${a.gemini}`, `export GEMINI_API_KEY=${TOKEN_PLACE}`]),
    ],
  },
  {
    id: 'openaijs',
    families: ['OpenAI SDK (JavaScript)'],
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
    families: ['OpenAI SDK (Python)'],
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
    families: ['Google SDK (JavaScript)'],
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
    id: 'genaipy',
    families: ['Google SDK (Python)'],
    entries: (a) => [
      code([
        'from google import genai',
        '',
        `client = genai.Client(api_key="${TOKEN_PLACE}", http_options={"base_url": "${a.gemini}"})`,
        `answer = client.models.generate_content(model="${a.model}", contents="Hello!")`,
        'print(answer.text)',
      ]),
    ],
  },
  {
    id: 'langchain',
    families: ['LangChain'],
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
    families: ['curl'],
    entries: (a) => [
      code([
        `curl ${a.openai}/chat/completions \\`,
        `  -H "Authorization: Bearer ${TOKEN_PLACE}" \\`,
        '  -H "Content-Type: application/json" \\',
        `  -d '{"model": "${a.model}", "messages": [{"role": "user", "content": "Hello!"}]}'`,
      ]),
    ],
  },
  { id: 'cursor', families: ['Cursor'], entries: () => [] },
]
