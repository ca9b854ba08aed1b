/** The contract over HTTP: calls are POSTs, events one stream (design §5.4). */
import type { Bridge } from '../electron/shared/bridge.ts'
import type { ContractEvents, EventName, Outcome } from '../electron/shared/contract.ts'

export interface HttpBridge extends Bridge {
  session: Session
  connection: Watched<'open' | 'lost'>
}

/** A value that others watch. */
export interface Watched<Value> {
  get(): Value
  subscribe(listener: () => void): () => void
}

/** `unreachable` when nobody answers the question. */
export type SessionState = 'unknown' | 'signed-in' | 'signed-out' | 'unreachable'

export interface Session extends Watched<SessionState> {
  /** Finds out whether the browser is signed in already. */
  resume(): Promise<void>
  signIn(token: string): Promise<Outcome<unknown>>
  /** Leaves at once; `unreachable` follows when the service could not be told. */
  signOut(): Promise<void>
}

type Envelope = Outcome<unknown>

const CSRF_HEADER = 'x-csrf-token'
/** Code of a call that nobody answered. */
const UNREACHABLE = 'unreachable'
/** What the service answers without a session, and this page to itself once it has none. */
const UNAUTHORIZED = 'unauthorized'

/**
 * @param base address of the console, with a slash at its end
 */
export function createHttpBridge(base: URL): HttpBridge {
  const state = watched<SessionState>('unknown')
  const connection = watched<'open' | 'lost'>('open')
  const events = createEventSource(new URL('api/events', base), connection)
  let csrfToken = ''
  let calls = new AbortController()
  /** The service ending the session; signing in again comes after it. */
  let leaving: Promise<unknown> = Promise.resolve()

  const enter = (outcome: Envelope) => {
    if (outcome.ok) csrfToken = (outcome.data as { csrfToken: string }).csrfToken
    state.set(outcome.ok ? 'signed-in' : 'signed-out')
    if (outcome.ok) events.open()
    else events.close()
    return outcome
  }
  const leave = () => {
    state.set('signed-out')
    events.close()
    calls.abort()
    calls = new AbortController()
  }
  const send = async (
    path: string,
    method: 'GET' | 'POST',
    { body, signal }: { body?: unknown; signal?: AbortSignal } = {},
  ): Promise<Envelope> => {
    try {
      const answer = await fetch(new URL(path, base), {
        method,
        headers: { 'content-type': 'application/json', [CSRF_HEADER]: csrfToken },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        ...(signal !== undefined && { signal }),
      })
      return (await answer.json()) as Envelope
    } catch {
      if (signal?.aborted) return signedOut()
      const message = 'Gemini Balance does not answer'
      return { ok: false, error: { code: UNREACHABLE as 'internal', message } }
    }
  }
  const call = async (name: string, input: unknown): Promise<Envelope> => {
    if (state.get() === 'signed-out') return signedOut()
    const outcome = await send(`api/${name}`, 'POST', { body: input, signal: calls.signal })
    if (hasCode(outcome, UNAUTHORIZED)) leave()
    return outcome
  }

  return {
    call: call as Bridge['call'],
    on: events.on,
    connection,
    session: {
      ...state,
      async resume() {
        const outcome = await send('session', 'GET')
        if (hasCode(outcome, UNREACHABLE)) state.set('unreachable')
        else enter(outcome)
      },
      async signIn(token) {
        await leaving
        return enter(await send('login', 'POST', { body: { token } }))
      },
      async signOut() {
        leave()
        const ended = send('logout', 'POST')
        leaving = ended
        if (hasCode(await ended, UNREACHABLE)) state.set('unreachable')
      },
    },
  }
}

function hasCode(outcome: Envelope, code: string): boolean {
  return !outcome.ok && outcome.error.code === code
}

function signedOut(): Envelope {
  return { ok: false, error: { code: UNAUTHORIZED, message: 'Signed out' } }
}

/** One stream for all types of events; the browser opens it again when it breaks. */
function createEventSource(url: URL, connection: Settable<'open' | 'lost'>) {
  const listeners = new Map<EventName, Set<(data: never) => void>>()
  let source: EventSource | undefined

  const attach = (name: EventName) =>
    source?.addEventListener(name, ({ data }) => {
      for (const listener of listeners.get(name) ?? []) listener(JSON.parse(data) as never)
    })
  return {
    open() {
      if (source !== undefined) return
      source = new EventSource(url)
      source.addEventListener('open', () => connection.set('open'))
      source.addEventListener('error', () => connection.set('lost'))
      for (const name of listeners.keys()) attach(name)
    },
    close() {
      source?.close()
      source = undefined
    },
    on<Name extends EventName>(name: Name, listener: (data: ContractEvents[Name]) => void) {
      const known = listeners.get(name)
      if (known === undefined) listeners.set(name, new Set([listener]))
      else known.add(listener)
      if (known === undefined) attach(name)
      return () => void listeners.get(name)?.delete(listener)
    },
  }
}

interface Settable<Value> extends Watched<Value> {
  set(value: Value): void
}

function watched<Value>(first: Value): Settable<Value> {
  const listeners = new Set<() => void>()
  let value = first
  return {
    get: () => value,
    set(next) {
      if (next === value) return
      value = next
      for (const listener of listeners) listener()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
