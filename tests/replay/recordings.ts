/**
 * Recorded Gemini traffic of other projects (see NOTICE.md beside it), read from where it lies: it
 * is not part of this repository.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { parse as parseYaml } from 'yaml'

export const recordingsFolder = resolve(import.meta.dirname, '../../../shared/fixtures')
export const recordingsExist = existsSync(recordingsFolder)

/** One answer of Google: its bytes as they came, and what the file says it is. */
export interface Recording {
  /** File name, and which answer of it when there are several. */
  name: string
  file: string
  kind: 'stream' | 'whole' | 'error' | 'embeddings' | 'tokens'
  bytes: Buffer
  /** The answer's JSON objects, parsed without the code under test. */
  payloads: unknown[]
  /** Body of the request, where the file has one. */
  request: unknown
}

interface JsGenaiFile {
  interactions: {
    request: { url: string; bodySegments?: unknown[] }
    response: { statusCode: number; bodySegments?: unknown[] }
  }[]
}

interface CassetteFile {
  interactions: {
    request: { uri: string; parsed_body?: unknown }
    response: { status: { code: number }; body?: { string: string }; parsed_body?: unknown }
  }[]
}

function kindOf(url: string, status: number): Recording['kind'] {
  if (status >= 400) return 'error'
  if (url.includes(':streamGenerateContent')) return 'stream'
  if (url.includes(':batchEmbedContents')) return 'embeddings'
  return url.includes(':countTokens') ? 'tokens' : 'whole'
}

const sseOf = (payloads: unknown[]): string =>
  payloads.map((payload) => `data: ${JSON.stringify(payload)}\r\n\r\n`).join('')

function recording(
  file: string,
  position: number,
  kind: Recording['kind'],
  payloads: unknown[],
  { text, request }: { text?: string; request?: unknown } = {},
): Recording {
  const plain = payloads.map((payload) => JSON.stringify(payload, null, 2)).join('\n')
  const body = text ?? (kind === 'stream' ? sseOf(payloads) : plain)
  const name = position === 0 ? file : `${file} (answer ${position + 1})`
  return { name, file, kind, bytes: Buffer.from(body), payloads, request }
}

function readJsGenai(file: string, text: string): Recording[] {
  const { interactions } = JSON.parse(text) as JsGenaiFile
  return interactions.map(({ request, response }, position) =>
    recording(
      file,
      position,
      kindOf(request.url, response.statusCode),
      response.bodySegments ?? [],
      {
        request: request.bodySegments?.[0],
      },
    ),
  )
}

function readCassette(file: string, text: string): Recording[] {
  const { interactions } = parseYaml(text) as CassetteFile
  return interactions.map(({ request, response }, position) => {
    const kind = kindOf(request.uri, response.status.code)
    const sse = response.body?.string
    const payloads = sse?.split('\r\n\r\n').filter(Boolean) ?? []
    return recording(
      file,
      position,
      kind,
      sse === undefined
        ? [response.parsed_body]
        : payloads.map((event) => JSON.parse(event.replace(/^data: /, ''))),
      { ...(sse !== undefined && { text: sse }), request: request.parsed_body },
    )
  })
}

function readVercel(file: string, text: string): Recording[] {
  if (file.endsWith('.chunks.txt')) {
    const lines = text.split('\n').filter((line) => line.trim() !== '')
    return [
      recording(
        file,
        0,
        'stream',
        lines.map((line) => JSON.parse(line)),
        {
          text: lines.map((line) => `data: ${line}\r\n\r\n`).join(''),
        },
      ),
    ]
  }
  const body: object = JSON.parse(text)
  return [recording(file, 0, 'error' in body ? 'error' : 'whole', [body], { text })]
}

const readers = { 'js-genai': readJsGenai, 'pydantic-ai': readCassette, 'vercel-ai': readVercel }

/** Every file of the folders this suite knows how to read. */
export function recordingFiles(): string[] {
  return Object.keys(readers).flatMap((folder) =>
    readdirSync(join(recordingsFolder, folder)).map((file) => join(folder, file)),
  )
}

/** Every recorded answer; none when the folder is missing. */
export function loadRecordings(): Recording[] {
  if (!recordingsExist) return []
  return Object.entries(readers).flatMap(([folder, read]) =>
    readdirSync(join(recordingsFolder, folder)).flatMap((file) =>
      read(basename(file), readFileSync(join(recordingsFolder, folder, file), 'utf8')),
    ),
  )
}
