/** A drawing as code for others' programs; pure. */
import { type ImageSize, sizeField } from '../../../electron/shared/image-sizes.ts'
import type { Target } from '../connect/use-target.ts'
import { literal, shellWord } from '../playground/code-words.ts'
import type { CodeKind } from '../playground/chat-code.ts'

export interface Drawn {
  prompt: string
  model: string
  count?: number
  /** `16:9` */
  ratio?: string
  size?: ImageSize
  /** How many images it starts from; in code they are files of the person's own. */
  references?: number
}

/** The same drawing by curl, OpenAI's SDK or Google's SDK. */
export function imageCode(kind: CodeKind, drawn: Drawn, target: Target): string {
  if (kind === 'curl') return curl(drawn, target)
  return kind === 'openai' ? openai(drawn, target) : gemini(drawn, target)
}

const filesOf = ({ references = 0 }: Drawn) =>
  Array.from({ length: references }, (_, at) => `reference-${at + 1}.png`)

function body({ prompt, model, count = 1, ratio, size }: Drawn) {
  const sized = sizeField(ratio, size)
  return {
    model,
    prompt,
    ...(count > 1 && { n: count }),
    ...(sized !== 'auto' && { size: sized }),
    response_format: 'url',
  }
}

function curl(drawn: Drawn, { openai: base, token }: Target): string {
  const files = filesOf(drawn)
  const head = (path: string) => [
    `curl ${base}/images/${path}`,
    `-H ${shellWord(`Authorization: Bearer ${token}`)}`,
  ]
  const lines =
    files.length === 0
      ? [
          ...head('generations'),
          "-H 'Content-Type: application/json'",
          `-d ${shellWord(JSON.stringify(body(drawn)))}`,
        ]
      : [
          ...head('edits'),
          ...files.map((file) => `-F 'image[]=@${file}'`),
          ...Object.entries(body(drawn)).map(([name, value]) => {
            return `--form-string ${shellWord(`${name}=${value}`)}`
          }),
        ]
  return lines.join(' \\\n  ')
}

function openai(drawn: Drawn, { openai: base, token }: Target): string {
  const files = filesOf(drawn)
  const wish = literal(body(drawn))
  const client = `const client = new OpenAI({ baseURL: ${literal(base)}, apiKey: ${literal(token)} })`
  if (files.length === 0) {
    return [
      "import OpenAI from 'openai'",
      '',
      client,
      `const { data } = await client.images.generate(${wish})`,
      'for (const { url } of data) console.log(url)',
    ].join('\n')
  }
  return [
    "import { createReadStream } from 'node:fs'",
    "import OpenAI, { toFile } from 'openai'",
    '',
    client,
    `const files = ${literal(files)}`,
    "const image = await Promise.all(files.map((file) => toFile(createReadStream(file), file, { type: 'image/png' })))",
    `const { data } = await client.images.edit({ image, ...${wish} })`,
    'for (const { url } of data) console.log(url)',
  ].join('\n')
}

/** Google's own route knows no tags: they are for OpenAI's clients. */
function gemini(drawn: Drawn, { gemini: base, token }: Target): string {
  const { model, size } = drawn
  const files = filesOf(drawn)
  const text = drawn.prompt.replaceAll(/\{(?:n|ratio):[^{}]*\}/gi, '').trim()
  const aspectRatio = /\{ratio:([^{}]*)\}/i.exec(drawn.prompt)?.[1]?.trim() ?? drawn.ratio
  const imageConfig = {
    ...(aspectRatio !== undefined && { aspectRatio }),
    ...(size !== undefined && { imageSize: size }),
  }
  const config = {
    responseModalities: ['IMAGE'],
    ...(Object.keys(imageConfig).length > 0 && { imageConfig }),
  }
  const client = `const ai = new GoogleGenAI({ apiKey: ${literal(token)}, httpOptions: { baseUrl: ${literal(base)} } })`
  if (files.length === 0) {
    return [
      "import { GoogleGenAI } from '@google/genai'",
      '',
      client,
      `const answer = await ai.models.generateContent(${literal({ model, contents: text, config })})`,
      'console.log(answer.data)',
    ].join('\n')
  }
  return [
    "import { readFileSync } from 'node:fs'",
    "import { GoogleGenAI } from '@google/genai'",
    '',
    client,
    `const files = ${literal(files)}`,
    "const images = files.map((file) => ({ inlineData: { mimeType: 'image/png', data: readFileSync(file, 'base64') } }))",
    'const answer = await ai.models.generateContent({',
    `  ...${literal({ model, config })},`,
    `  contents: [${literal({ text })}, ...images],`,
    '})',
    'console.log(answer.data)',
  ].join('\n')
}
