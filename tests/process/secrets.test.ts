import { once } from 'node:events'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, it } from 'vitest'
import { ADMIN_TOKEN, ask, eventually, GOOGLE_KEY, spawnService, TOKEN } from './spawn-service.ts'

// Put together at run time, so that no string of the shape of a real key is ever committed.
const secrets = {
  googleKey: GOOGLE_KEY,
  newGoogleKey: ['AQ.', 'Ab8RN6JprocessTestNotReal_0123456789-xyz'].join(''),
  paidKey: ['AIza', 'SyPaidProcessTestKey123456789abcdef'].join(''),
  token: TOKEN,
  adminToken: ADMIN_TOKEN,
  hostToken: 'image-host-token-8812ab',
}
/** What nobody told the service is a secret: only where it stands says so. */
const strangers = { strangersToken: 'stranger-5d1f9c', parameter: 'planted-in-a-url-71c3e8' }
const all = Object.entries({ ...secrets, ...strangers })

/** All the secrets that a service can have. */
const environment = (baseUrl: string) => ({
  API_KEYS: JSON.stringify([GOOGLE_KEY, secrets.newGoogleKey]),
  PAID_KEY: secrets.paidKey,
  ALLOWED_TOKENS: JSON.stringify([TOKEN]),
  AUTH_TOKEN: ADMIN_TOKEN,
  UPLOAD_PROVIDER: 'smms',
  SMMS_SECRET_TOKEN: secrets.hostToken,
  BASE_URL: baseUrl,
})

/** A Google that says again what it was told: in pieces of five characters, or in an error. */
async function startEcho() {
  const server = createServer((request, response) => void echo(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
}

async function echo(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { contents } = JSON.parse((await textOf(request)) || '{}')
  const said = String(contents?.at(-1)?.parts?.at(-1)?.text ?? '')
  if (said.startsWith('refuse')) {
    const key = String(request.headers['x-goog-api-key'])
    const message = `API key not valid: api_key:${key}.\n${said}`
    response.writeHead(400, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ error: { code: 400, message, status: 'INVALID_ARGUMENT' } }))
  } else if (said.startsWith('search')) {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(searchFor(said)))
  } else if (said.startsWith('draw')) {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(picture))
  } else if (request.url?.includes('streamGenerateContent') === true) {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    const pieces = (said.match(/[^]{1,5}/g) ?? []).map((piece) => answerOf(piece))
    for (const event of [...pieces, answerOf('', 'STOP')]) {
      response.write(`data: ${JSON.stringify(event)}\r\n\r\n`)
    }
    response.end()
  } else {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(answerOf(said, 'STOP')))
  }
}

const answerOf = (text: string, finishReason?: string) => ({
  candidates: [{ content: { role: 'model', parts: [{ text }] }, index: 0, finishReason }],
  usageMetadata: { promptTokenCount: 9, candidatesTokenCount: 9, totalTokenCount: 18 },
})

/** Google's own tool was asked, before it wants one of the client's. */
const searchFor = (query: string) => {
  const toolCall = { toolType: 'GOOGLE_SEARCH_WEB', id: 's1', args: { queries: [query] } }
  const functionCall = { name: 'note', id: `c${query}`.slice(-8), args: { query } }
  const parts = [
    { toolCall, thoughtSignature: 'c2ln' },
    { functionCall, thoughtSignature: 'c2ln' },
  ]
  return { candidates: [{ content: { role: 'model', parts }, index: 0, finishReason: 'STOP' }] }
}

const inlineData = { mimeType: 'image/png', data: Buffer.from('a picture').toString('base64') }
const picture = {
  candidates: [{ content: { role: 'model', parts: [{ inlineData }] }, finishReason: 'STOP' }],
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const piece of request.setEncoding('utf8')) text += String(piece)
  return text
}

/** Ways in which a client may say anybody's secret. */
function quotesOf(secret: string): string[] {
  return [
    `Authorization: Bearer ${secret}`,
    `https://x.example/v1?key=${secret}&a=1`,
    `https://x.example/?to=${encodeURIComponent(`https://y/?key=${secret}`)}`,
  ]
}

/** Ways in which it may say one of ours. */
function sayingsOf(secret: string): string[] {
  const base64 = Buffer.from(`my keys:\n${secret}\nand no more`).toString('base64')
  return [
    `it is ${secret}.`,
    `on a line\n${secret}\n`,
    JSON.stringify({ nested: JSON.stringify({ key: `\n${secret}` }) }),
    `data:text/plain;base64,${base64}`,
  ]
}

/** @returns how many requests had bodies */
async function sayAll(origin: string): Promise<number> {
  const ours = Object.values(secrets)
  const texts = ours.flatMap((secret) => [...quotesOf(secret), ...sayingsOf(secret)])
  texts.push(...Object.values(strangers).flatMap(quotesOf))
  for (const secret of ours) await haveToolsAndImages(origin, secret)
  for (const text of texts) await say(origin, text)
  for (const text of texts) {
    await say(origin, `refuse ${text}`)
    // Keys that were refused would not be asked any more.
    await ask(origin, '/console/api/keys.reset', { token: ADMIN_TOKEN, body: {} })
  }
  for (const secret of ours) {
    await ask(origin, '/v1/chat/completions', { body: { model: secret, user: secret } })
    await ask(origin, `/v1/${secret}/${encodeURIComponent(secret)}?key=${secret}`)
  }
  for (const [, secret] of all) await nameInHead(origin, secret)
  return texts.length * 8 + ours.length * 2
}

/** Has Google's own tool asked, and an image kept. */
async function haveToolsAndImages(origin: string, secret: string): Promise<void> {
  const tools = [
    { type: 'function', function: { name: 'note', parameters: { type: 'object' } } },
    { type: 'web_search' },
  ]
  const messages = [{ role: 'user', content: `search for ${secret}` }]
  await ask(origin, '/v1/chat/completions', {
    body: { model: 'gemini-3.8-flash', messages, tools },
  })
  await ask(origin, '/v1/images/generations', {
    body: { model: 'gemini-3.1-flash-image', prompt: `draw ${secret}` },
  })
}

/** Asks in every dialect, whole and streamed. */
async function say(origin: string, content: string): Promise<void> {
  const model = 'gemini-3.8-flash'
  const messages = [{ role: 'user', content }]
  const contents = [{ role: 'user', parts: [{ text: content }] }]
  const native = `/v1beta/models/${model}:`
  await ask(origin, '/v1/chat/completions', { body: { model, messages } })
  await ask(origin, '/v1/chat/completions', { body: { model, messages, stream: true } })
  await ask(origin, `${native}generateContent?key=${TOKEN}`, { body: { contents } })
  await ask(origin, `${native}streamGenerateContent?alt=sse`, { body: { contents } })
}

async function nameInHead(origin: string, secret: string): Promise<void> {
  await fetch(`${origin}/v1/models?key=${secret}`, {
    headers: {
      authorization: `Bearer ${secret}`,
      'x-goog-api-key': secret,
      'x-api-key': secret,
      cookie: `session=${secret}`,
      referer: `https://x.example/?key=${secret}`,
      'user-agent': `Mine (https://x.example/?key=${secret})`,
    },
  })
  await ask(origin, '/console/api/keys.list', { token: secret, body: {} })
}

/** Every file below a folder. */
const filesOf = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())

/** What of a secret stands in base64, wherever it begins. */
function base64Of(secret: string): string[] {
  return ['', 'x', 'xx'].map((before) => {
    const digits = Buffer.from(before + secret).toString('base64')
    return digits.slice(before === '' ? 0 : 4, -4)
  })
}

it.each(['SIGKILL', 'SIGTERM'] as const)(
  'no file of the data folder holds a secret, with all that is said recorded (%s)',
  async (signal) => {
    await using google = await startEcho()
    await using service = spawnService({
      env: environment(google.baseUrl),
      settings: {
        recordBodies: true,
        bodyLimitKilobytes: 256,
        logRequests: true,
        logLevel: 'trace',
      },
    })
    const origin = await service.listening()
    const most = await sayAll(origin)
    const count = () => {
      const database = new DatabaseSync(join(service.dataDir, 'activity.sqlite'))
      const row = database.prepare('SELECT count(*) AS n FROM bodies').get()
      database.close()
      return Number(row?.['n'])
    }
    await eventually(() => statSync(join(service.dataDir, 'activity.sqlite')).size > 0)
    await eventually(() => count() >= most)
    service.kill(signal)
    await service.exited

    const files = filesOf(service.dataDir)
    const names = files.map((path) => path.slice(service.dataDir.length + 1))
    expect(names).toEqual(
      expect.arrayContaining([
        'activity.sqlite',
        'signatures.sqlite',
        join('logs', 'service.log'),
        expect.stringMatching(/^images.\w+\.png\.json$/),
      ]),
    )
    const found: string[] = []
    for (const path of files) {
      const bytes = readFileSync(path)
      for (const [name, secret] of all) {
        for (const form of [secret, encodeURIComponent(secret), ...base64Of(secret)]) {
          if (bytes.includes(form)) found.push(`${path}: ${name} as ${form}`)
        }
      }
    }
    expect(found).toEqual([])
    expect(inPieces(service.dataDir)).toEqual([])
  },
)

/** Names of secrets that the recorded pieces of streams make up. */
function inPieces(dataDir: string): string[] {
  const database = new DatabaseSync(join(dataDir, 'activity.sqlite'))
  const answers = database.prepare('SELECT answered FROM bodies').all()
  database.close()
  const texts = answers.map(({ answered }) =>
    [...String(answered).matchAll(/"(?:content|text)":"([^"]*)"/g)].map(([, one]) => one).join(''),
  )
  return all.flatMap(([name, secret]) =>
    texts.some((text) => text.includes(secret)) ? [name] : [],
  )
}
