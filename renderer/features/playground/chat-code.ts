/** A conversation as code for others' programs; pure. */
import type { PlaygroundChat } from '../../../electron/shared/contract/playground.ts'
import { playgroundRequest } from '../../../electron/shared/playground-request.ts'
import type { Target } from '../connect/use-target.ts'
import { literal, shellWord } from './code-words.ts'

export const codeKinds = ['curl', 'openai', 'gemini'] as const
export type CodeKind = (typeof codeKinds)[number]

/** The same request by curl, OpenAI's SDK or Google's SDK. */
export function chatCode(kind: CodeKind, chat: PlaygroundChat, target: Target): string {
  if (kind === 'curl') return curl(chat, target)
  return kind === 'openai' ? openai(chat, target) : gemini(chat, target)
}

function curl(chat: PlaygroundChat, { openai: base, token }: Target): string {
  return [
    `curl ${base}/chat/completions \\`,
    `  -H ${shellWord(`Authorization: Bearer ${token}`)} \\`,
    "  -H 'Content-Type: application/json' \\",
    `  -d ${shellWord(JSON.stringify(playgroundRequest(chat)))}`,
  ].join('\n')
}

function openai(chat: PlaygroundChat, { openai: base, token }: Target): string {
  return [
    "import OpenAI from 'openai'",
    '',
    `const client = new OpenAI({ baseURL: ${literal(base)}, apiKey: ${literal(token)} })`,
    `const answer = await client.chat.completions.create(${literal(playgroundRequest(chat))})`,
    'console.log(answer.choices[0].message.content)',
  ].join('\n')
}

function gemini(chat: PlaygroundChat, { gemini: base, token }: Target): string {
  return [
    "import { GoogleGenAI } from '@google/genai'",
    '',
    `const ai = new GoogleGenAI({ apiKey: ${literal(token)}, httpOptions: { baseUrl: ${literal(base)} } })`,
    `const answer = await ai.models.generateContent(${literal(nativeBody(chat))})`,
    'console.log(answer.text)',
  ].join('\n')
}

function nativeBody({ model, messages, search, codeExecution, thinking }: PlaygroundChat): object {
  const system = messages.find(({ role }) => role === 'system')
  const tools = [
    ...(search ? [{ googleSearch: {} }] : []),
    ...(codeExecution === true ? [{ codeExecution: {} }] : []),
  ]
  const config = {
    ...(system && { systemInstruction: system.content }),
    ...(tools.length > 0 && { tools }),
    ...(thinking !== 'default' && { thinkingConfig: thinkingConfig(thinking) }),
  }
  return {
    model,
    contents: messages
      .filter(({ role }) => role !== 'system')
      .map(({ role, content }) => ({
        role: role === 'user' ? 'user' : 'model',
        parts: [{ text: content }],
      })),
    ...(Object.keys(config).length > 0 && { config }),
  }
}

function thinkingConfig(thinking: Exclude<PlaygroundChat['thinking'], 'default'>): object {
  return thinking === 'none' ? { thinkingBudget: 0 } : { thinkingLevel: thinking }
}
