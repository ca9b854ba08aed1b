/** What has been seen of the clients people connect, and what that says about one of them (pure). */
import type { RequestRow, UsageShare } from '../../../electron/shared/contract/activity.ts'
import { type Client, clients } from './clients.ts'

/** The latest of a family's requests that were answered and refused. */
export interface Seen {
  servedAtMs?: number
  refused?: Pick<RequestRow, 'status' | 'errorCode' | 'errorMessage'> & { atMs: number }
}

export type Traffic = ReadonlyMap<string, Seen>

/** What has been seen, with further requests. */
export function withRequests(before: Traffic, requests: readonly RequestRow[]): Traffic {
  const after = new Map(before)
  for (const request of requests) {
    const { client, status, errorCode, errorMessage, startedAtMs, totalMs } = request
    const atMs = startedAtMs + totalMs
    const seen = after.get(client) ?? {}
    if (status < 400)
      after.set(client, { ...seen, servedAtMs: Math.max(atMs, seen.servedAtMs ?? 0) })
    else if (atMs >= (seen.refused?.atMs ?? 0)) {
      after.set(client, { ...seen, refused: { status, errorCode, errorMessage, atMs } })
    }
  }
  return after
}

/** Names of those that were ever served, by the sums of the past and by what was seen since. */
export function servedFamilies(
  traffic: Traffic,
  shares: readonly Pick<UsageShare, 'name' | 'requests' | 'failed'>[],
): Set<string> {
  const before = shares.filter(({ requests, failed }) => requests > failed)
  const since = [...traffic].filter(([, { servedAtMs }]) => servedAtMs !== undefined)
  return new Set([...before.map(({ name }) => name), ...since.map(([name]) => name)])
}

export type ClientState =
  | { kind: 'waiting' }
  /** Without a time when it was before what is remembered of single requests. */
  | { kind: 'connected'; atMs?: number }
  | { kind: 'refused'; atMs: number; status: number; message: string }
  /** Somebody came who may be it: not every client says its name. */
  | { kind: 'other'; name: string; atMs: number }

/** How it stands with a client. */
export function stateOf(
  client: Client,
  traffic: Traffic,
  served: ReadonlySet<string>,
  openedAtMs: number,
): ClientState {
  const seen = client.families.flatMap((family) => traffic.get(family) ?? [])
  const servedAtMs = latest(seen.map((one) => one.servedAtMs))
  const refused = seen.flatMap((one) => one.refused ?? []).at(0)
  if (refused !== undefined && refused.atMs > (servedAtMs ?? 0)) {
    const { atMs, status, errorCode, errorMessage } = refused
    return { kind: 'refused', atMs, status, message: errorMessage || errorCode }
  }
  if (servedAtMs !== undefined) return { kind: 'connected', atMs: servedAtMs }
  if (client.families.some((family) => served.has(family))) return { kind: 'connected' }
  const named = new Set(clients.flatMap(({ families }) => families))
  const others = [...traffic].flatMap(([name, { servedAtMs: atMs = 0 }]) =>
    atMs >= openedAtMs && name !== '' && (!isApp(name) || !named.has(name)) ? { name, atMs } : [],
  )
  const [other] = others.sort((a, b) => b.atMs - a.atMs)
  return other === undefined ? { kind: 'waiting' } : { kind: 'other', ...other }
}

/** Families that are the tools of many programs say nothing of which one it was. */
const tools = /SDK|^curl$|^LangChain$/
const isApp = (family: string) => !tools.test(family)

function latest(times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined)
  return known.length === 0 ? undefined : Math.max(...known)
}
