/** A whole service on real sockets in front of the demo upstream, and a record of all it said. */
import type { IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { composeService, type Service, type ServiceParts } from '../../electron/compose.ts'
import {
  type DemoOptions,
  type DemoUpstream,
  startDemoUpstream,
} from '../../electron/demo/server.ts'
import { createRedactor } from '../../electron/shared/redact.ts'
import type { RequestRecord } from '../../electron/shared/request-record.ts'
import { createNotices } from '../../electron/notices.ts'
import { openObservation } from '../../electron/observation.ts'
import { createTokenList } from '../../electron/proxy/token-list.ts'
import type { SettingsFile } from '../../electron/settings-file.ts'
import { createSettingsStore } from '../../electron/settings-store.ts'
import { createListeners } from '../../electron/shared/listeners.ts'
import type { Settings } from '../../electron/shared/settings.ts'
import { createSessionVault } from '../../electron/vault/session-vault.ts'
import type { Vault } from '../../electron/vault/vault.ts'
import { type CallOptions, readAnswer, send, type WireAnswer } from './http-call.ts'

export type { WireAnswer } from './http-call.ts'

/** Everything services of this test file let out, and the secrets that must not be in it. */
export const record = { secrets: new Set<string>(), said: [] as { where: string; text: string }[] }

export const TOKEN = 'wire-token-8d1f2c'

export interface WireOptions extends DemoOptions {
  keys?: readonly string[]
  paidKeys?: readonly string[]
  tokens?: readonly string[]
  /** AUTH_TOKEN; without one the web console is off. */
  adminToken?: string
  /** Folder of the built interface; `null` is `--no-console`. */
  pagesFolder?: string | null
  vault?: Vault
  settings?: Partial<Settings>
  /** Takes the requests' records instead of the service's `records`. */
  record?: (record: RequestRecord) => void
  metrics?: (keys: { ready: number; total: number }) => string
  /** Where images are kept; a folder that cannot be made where left out. */
  dataDir?: string
  /** What else the service is to be composed of. */
  parts?: Partial<ServiceParts>
}

export interface WireService {
  origin: string
  port: number
  demo: DemoUpstream
  service: Service
  /** The settings in force. */
  settings(): Settings
  /** Changes settings while the service runs. */
  set(patch: Partial<Settings>): void
  /** Sends a request with the valid token and reads the whole answer. */
  call(path: string, options?: CallOptions): Promise<WireAnswer>
  /** Sends a request and gives the answer as soon as its head is there. */
  open(path: string, options?: CallOptions): Promise<IncomingMessage>
  chat(body?: object, options?: CallOptions): Promise<WireAnswer>
  /** What was recorded of each request that has ended. */
  records: RequestRecord[]
  /** Log lines so far. */
  log(): string[]
  [Symbol.asyncDispose](): Promise<void>
}

/** Starts demo upstream and service; dispose ends both. */
export async function startWire(options: WireOptions = {}): Promise<WireService> {
  const records: RequestRecord[] = []
  const {
    keys = ['demo-key-1'],
    paidKeys = [],
    tokens = [TOKEN],
    settings = {},
    metrics = () => '',
    parts = {},
    adminToken,
    pagesFolder = join(tmpdir(), 'no-such-bundle'),
    vault = createSessionVault(),
    dataDir = '/dev/null/no-folder',
    record: take = (entry: RequestRecord) => records.push(entry),
    ...demoOptions
  } = options
  const demo = await startDemoUpstream(demoOptions)
  const file = memoryFile({ port: 0, baseUrl: demo.baseUrl, ...settings })
  const store = createSettingsStore({ flags: {}, environment: {}, file })
  const redactor = createRedactor()
  const secrets = [
    ...keys,
    ...paidKeys,
    ...tokens,
    ...(adminToken === undefined ? [] : [adminToken]),
  ]
  for (const secret of secrets) {
    redactor.learn(secret)
    record.secrets.add(secret)
  }
  const lines: string[] = []
  const observation = openObservation({
    dataDir: undefined,
    threadCode: new URL('../../electron/activity/thread.ts', import.meta.url),
    settings: store.current,
    redactor,
    echo: { write: () => undefined },
    warn: () => undefined,
    settle: () => undefined,
  })
  const service = composeService({
    observation,
    facts: {
      version: '0.0.0-test',
      mode: 'headless',
      platform: 'test',
      isDemo: false,
      startedAtMs: Date.now(),
      dataDir,
    },
    settings: store.current,
    settingsStore: store,
    tokens: tokenList(tokens, adminToken),
    vault,
    learned: new Map(),
    notices: createNotices(Date.now),
    redactor,
    log: {
      write(line: string) {
        lines.push(line)
        observation.log.write(line)
        record.said.push({ where: 'log', text: line })
      },
    },
    record(entry) {
      take(entry)
      observation.activity.recorder.record(entry)
    },
    metrics,
    ...(pagesFolder !== null && { pagesFolder }),
    ...parts,
  })
  service.keyring.give(keys, 'environment')
  service.keyring.give(paidKeys, 'environment', { paid: true })
  const state = await service.listener.start()
  if (state.kind !== 'running') throw new Error(`The service is ${state.kind}`)
  const { origin } = state
  const port = Number(new URL(origin).port)
  const open = (path: string, call: CallOptions = {}) => send(port, path, call, tokens[0])
  const call = async (path: string, callOptions: CallOptions = {}) => {
    const answer = await readAnswer(await open(path, callOptions))
    const text = JSON.stringify(answer.headers) + answer.text
    record.said.push({ where: `answer to ${path.split('?')[0]}`, text })
    // By then the request is among the records, and its line is in the log.
    await setImmediate()
    return answer
  }
  return {
    origin,
    port,
    demo,
    service,
    settings: store.current,
    set(patch) {
      file.set(patch)
    },
    call,
    open,
    chat: (body = {}, callOptions = {}) =>
      call('/v1/chat/completions', { ...callOptions, body: chatBody(body) }),
    records,
    log: () => lines,
    async [Symbol.asyncDispose]() {
      for (const { path } of demo.requests) record.said.push({ where: 'upstream URL', text: path })
      await service.dispose()
      await observation.close()
      await demo.close()
    },
  }
}

/** settings.json in memory. */
function memoryFile(start: Partial<Settings>): SettingsFile {
  let values: Record<string, unknown> = { ...start }
  const changes = createListeners<void>()
  return {
    path: 'settings.json',
    remarks: [],
    values: () => values,
    set(patch) {
      values = { ...values, ...patch }
      changes.notify()
    },
    remove(names) {
      const gone = new Set<string>(names)
      values = Object.fromEntries(Object.entries(values).filter(([name]) => !gone.has(name)))
      changes.notify()
    },
    onChange: (listener) => changes.add(listener),
    onProblem: () => () => undefined,
    close: () => undefined,
  }
}

function tokenList(tokens: readonly string[], adminToken: string | undefined) {
  const list = createTokenList(Date.now)
  const own = { source: 'environment', isOurs: false } as const
  for (const [at, secret] of tokens.entries()) {
    list.add({ ...own, id: `api-${at}`, name: `Client ${at}`, secret, isAdmin: false })
  }
  if (adminToken !== undefined) {
    list.add({ ...own, id: 'admin', name: 'AUTH_TOKEN', secret: adminToken, isAdmin: true })
  }
  return list
}

/** A minimal chat request with whatever the test changes in it. */
export function chatBody(changes: object = {}): object {
  return {
    model: 'gemini-3.8-flash',
    messages: [{ role: 'user', content: 'Hello there' }],
    ...changes,
  }
}

/** The payloads of an event stream, JSON ones parsed. */
export function eventsOf(text: string): any[] {
  return text
    .split(/\r?\n\r?\n/)
    .filter((event) => event.startsWith('data:'))
    .map((event) => event.slice(5).trim())
    .map((data) => (data === '[DONE]' ? data : JSON.parse(data)))
}

/** The visible text of a streamed chat answer. */
export function textOf(events: any[]): string {
  return events.map((event) => event.choices?.[0]?.delta?.content ?? '').join('')
}

/** Waits until a condition holds, without guessing how long that takes. */
export async function until(condition: () => boolean, timeoutMs = 5000): Promise<void> {
  const deadline = Date.now() + timeoutMs
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('The condition did not come true in time')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
