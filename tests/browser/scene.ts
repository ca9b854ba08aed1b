/** A service in front of a Google that does as it is told, and a browser to look at it with. */
import type { ServerResponse } from 'node:http'
import type { Browser } from 'playwright-core'
import { faultBody, type GoogleFault, invalidArgument } from '../../electron/demo/google-fault.ts'
import { quotaFault } from '../../electron/demo/key-faults.ts'
import { type DemoUpstream, startDemoUpstream } from '../../electron/demo/server.ts'
import { ADMIN_TOKEN, type SpawnedService, spawnService, TOKEN } from '../process/spawn-service.ts'
import { launch, type Visit, type Visitor } from './chromium.ts'
import { signIn } from './console.ts'

export type Answer = (response: ServerResponse) => void

export interface Scene {
  readonly origin: string
  readonly google: DemoUpstream
  readonly browser: Browser
  readonly service: SpawnedService
  /** Answers the next calls of Google's that generate something, in its place. */
  answers: Answer[]
  /** What Google says when a key lists models, where that is something of its own. */
  listings: Map<string, Answer>
  /** Milliseconds that Google takes to list models, which is how keys are checked. */
  listDelayMs: number
  /** A call as a script makes it. Rejects when it is refused. */
  ask(action: string, input?: object): Promise<any>
  /** A short chat, as some client asks for it. */
  chat(wish?: ChatWish): Promise<Response>
  /** A browser that has signed in; by default a light one in English, 1100 px wide. */
  visit(visitor?: Partial<Visitor>): Promise<Visit>
  /** Deletes all keys. */
  empty(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

export interface ChatWish {
  token?: string
  model?: string
  client?: string
  text?: string
}

/** Texts of Google's shape that are no keys of anybody: as many as asked for, each another one. */
export function keyText(count: number): string {
  return Array.from({ length: count }, (_, at) => keyNumber(at)).join('\n')
}

/** One of them. */
export const keyNumber = (at: number) => `AQ.Ab8RN6K${String(at).padStart(20, '0')}x`

/** Opens a scene; without keys, unless the environment has some. */
export async function openScene(env: Readonly<Record<string, string>> = {}): Promise<Scene> {
  const google = await startDemoUpstream({
    script(request, response) {
      if (request.method !== 'POST') {
        const answer = scene.listings.get(request.key ?? '')
        if (answer === undefined && scene.listDelayMs === 0) return false
        setTimeout(() => (answer ?? sendModels)(response), scene.listDelayMs)
        return true
      }
      const answer = scene.answers.shift()
      answer?.(response)
      return answer !== undefined
    },
  })
  const service = spawnService({
    env: {
      ALLOWED_TOKENS: JSON.stringify([TOKEN]),
      AUTH_TOKEN: ADMIN_TOKEN,
      BASE_URL: google.baseUrl,
      ...env,
    },
  })
  const [origin, browser] = await Promise.all([service.listening(), launch()])
  const post = (path: string, token: string, body: object, client = 'node') =>
    fetch(`${origin}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'user-agent': client },
      body: JSON.stringify(body),
    })
  const ask = async (action: string, input: object = {}): Promise<any> => {
    const answer = await post(`/console/api/${action}`, ADMIN_TOKEN, input)
    const { ok, data, error } = (await answer.json()) as any
    if (ok !== true) throw new Error(`${action}: ${String(error.message)}`)
    return data
  }
  const scene: Scene = {
    origin,
    google,
    browser,
    service,
    answers: [],
    listings: new Map(),
    listDelayMs: 0,
    ask,
    chat: ({ token = TOKEN, model = 'gemini-3.8-flash', client = 'Chatbox/1.9', text } = {}) =>
      post(
        '/v1/chat/completions',
        token,
        { model, messages: [{ role: 'user', content: text ?? 'Hello there' }] },
        client,
      ),
    visit: (visitor = {}) =>
      signIn(browser, {
        theme: 'light',
        language: 'en',
        width: 1100,
        ...visitor,
        origin,
        token: ADMIN_TOKEN,
      }),
    async empty() {
      const { keys } = await ask('keys.list')
      const ids = keys.map(({ id }: { id: string }) => id)
      if (ids.length > 0) await ask('keys.delete', { ids })
    },
    async [Symbol.asyncDispose]() {
      await browser.close()
      await service[Symbol.asyncDispose]()
      await google.close()
    },
  }
  return scene
}

function sendModels(response: ServerResponse): void {
  const models = [{ name: 'models/gemini-3.8-flash', supportedGenerationMethods: [] }]
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ models }))
}

/** A key's quota is used up: per minute, back after `retryDelay`, or for the day. */
export function quotaUsedUp(quota: 'Minute' | 'Day', retryDelay: string): Answer {
  const quotaId = `GenerateRequestsPer${quota}PerProjectPerModel-FreeTier`
  const metric = 'generate_content_free_tier_requests'
  return refusal(quotaFault('gemini-3.8-flash', { metric, quotaId, limit: 20, retryDelay }))
}

/** The request is wrong, in these words. */
export const badRequest = (message: string): Answer => refusal(invalidArgument(message))

/** What the emulator would say to a request. */
export function refusal(fault: GoogleFault): Answer {
  return (response) => {
    response
      .writeHead(fault.httpStatus, { 'content-type': 'application/json' })
      .end(JSON.stringify(faultBody(fault)))
  }
}
