/** The web console as a browser and as a script use it. */
import type { IncomingMessage } from 'node:http'
import {
  record,
  startWire,
  type WireAnswer,
  type WireOptions,
  type WireService,
} from './service.ts'

export const ADMIN_TOKEN = 'wire-admin-51c7e0'

/** A service whose console is on. */
export function startConsole(options: WireOptions = {}): Promise<WireService> {
  return startWire({ adminToken: ADMIN_TOKEN, ...options })
}

/** Calls an action as a script does. */
export function ask(wire: WireService, action: string, input: unknown = {}): Promise<WireAnswer> {
  const headers = { authorization: `Bearer ${ADMIN_TOKEN}` }
  return wire.call(`/console/api/${action}`, { anonymous: true, headers, body: input })
}

/** The data of a call that must succeed. */
export async function data(wire: WireService, action: string, input: unknown = {}): Promise<any> {
  const { json, text } = await ask(wire, action, input)
  if (json?.ok !== true) throw new Error(`${action}: ${text}`)
  return json.data
}

export function signIn(wire: WireService, token = ADMIN_TOKEN, headers = {}): Promise<WireAnswer> {
  return wire.call('/console/login', { anonymous: true, headers, body: { token } })
}

export interface Browser {
  cookie: string
  csrfToken: string
  ask(action: string, input?: unknown, headers?: Record<string, string>): Promise<WireAnswer>
}

/** A browser that has signed in. */
export async function openBrowser(wire: WireService): Promise<Browser> {
  const { headers, json } = await signIn(wire)
  const cookie = headers['set-cookie']?.[0]?.split(';')[0] ?? ''
  const { csrfToken } = json.data
  return {
    cookie,
    csrfToken,
    ask: (action, input = {}, extra = {}) =>
      wire.call(`/console/api/${action}`, {
        anonymous: true,
        headers: { cookie, 'x-csrf-token': csrfToken, origin: wire.origin, ...extra },
        body: input,
      }),
  }
}

export interface EventReader {
  readonly head: IncomingMessage
  /** Everything received so far. */
  text(): string
  events(): { name: string; data: any }[]
  readonly closed: Promise<void>
  leave(): void
}

/** Listens to the events, by default as a script. */
export async function listen(
  wire: WireService,
  headers: Record<string, string> = { authorization: `Bearer ${ADMIN_TOKEN}` },
): Promise<EventReader> {
  const head = await wire.open('/console/api/events', { anonymous: true, headers })
  let text = ''
  head.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
    record.said.push({ where: 'events', text: chunk })
  })
  head.on('error', () => undefined)
  const closed = new Promise<void>((resolve) => head.once('close', resolve))
  return {
    head,
    text: () => text,
    events: () =>
      [...text.matchAll(/event: (\S+)\ndata: (.*)\n\n/g)].map(([, name = '', json = '']) => ({
        name,
        data: JSON.parse(json),
      })),
    closed,
    leave: () => head.destroy(),
  }
}
