/** A drawing as code for others' programs; pure. */
import type { Target } from '../connect/use-target.ts'
import { literal, shellWord } from '../playground/code-words.ts'
import type { CodeKind } from '../playground/chat-code.ts'

export interface Drawn {
  prompt: string
  model: string
}

/** The same drawing by curl, OpenAI's SDK or Google's SDK. */
export function imageCode(kind: CodeKind, drawn: Drawn, target: Target): string {
  if (kind === 'curl') return curl(drawn, target)
  return kind === 'openai' ? openai(drawn, target) : gemini(drawn, target)
}

const body = ({ prompt, model }: Drawn) => ({ model, prompt, response_format: 'url' })

function curl(drawn: Drawn, { openai: base, token }: Target): string {
  return [
    `curl ${base}/images/generations \\`,
    `  -H ${shellWord(`Authorization: Bearer ${token}`)} \\`,
    "  -H 'Content-Type: application/json' \\",
    `  -d ${shellWord(JSON.stringify(body(drawn)))}`,
  ].join('\n')
}

function openai(drawn: Drawn, { openai: base, token }: Target): string {
  return [
    "import OpenAI from 'openai'",
    '',
    `const client = new OpenAI({ baseURL: ${literal(base)}, apiKey: ${literal(token)} })`,
    `const { data } = await client.images.generate(${literal(body(drawn))})`,
    'for (const { url } of data) console.log(url)',
  ].join('\n')
}

/** Google's own route knows no tags: they are for OpenAI's clients. */
function gemini({ prompt, model }: Drawn, { gemini: base, token }: Target): string {
  const contents = prompt.replaceAll(/\{(?:n|ratio):[^{}]*\}/gi, '').trim()
  const aspectRatio = /\{ratio:([^{}]*)\}/i.exec(prompt)?.[1]?.trim()
  const config = {
    responseModalities: ['IMAGE'],
    ...(aspectRatio !== undefined && { imageConfig: { aspectRatio } }),
  }
  return [
    "import { GoogleGenAI } from '@google/genai'",
    '',
    `const ai = new GoogleGenAI({ apiKey: ${literal(token)}, httpOptions: { baseUrl: ${literal(base)} } })`,
    `const answer = await ai.models.generateContent(${literal({ model, contents, config })})`,
    'console.log(answer.data)',
  ].join('\n')
}
