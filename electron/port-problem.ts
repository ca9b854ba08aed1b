/** Why a port could not be bound: found out from Node's error, the port itself and the system. */
import { createServer } from 'node:net'
import type { PortProblem } from './shared/contract/app.ts'
import { portHolder } from './port-holder.ts'
import { type PortRange, reservedRangeOf } from './reserved-ports.ts'

/** Where the service listens, or wanted to. */
export interface ListenAddress {
  host: string
  port: number
}

/** How far from the wanted port a free one is looked for; next to it is what people remember. */
const FREE_PORT_TRIES = 20
/** Below it, Unix lets nobody listen but the administrator. */
const FIRST_COMMON_PORT = 1024
/** Where a free one is looked for instead of those. */
const USUAL_PORT = 8000
/** Some systems need a moment to list all connections. */
const PROBE_TIMEOUT_MS = 1000

/** The URL that reaches a listener from this machine; nothing can connect to a wildcard address. */
export function reachableOrigin({ host, port }: ListenAddress): string {
  const loopback: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' }
  const reachable = loopback[host] ?? host
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`
}

/**
 * What a failed listen means for a person: whose the port is, whether it is another copy of this
 * program, and which port is free instead. Takes up to a second; never rejects.
 */
export async function diagnosePort(failure: unknown, address: ListenAddress): Promise<PortProblem> {
  const code = await codeOf(failure, address)
  const isHeld = code !== 'address' && code !== 'other'
  const reserved =
    code === 'denied' ? await reservedRangeOf(address.port, PROBE_TIMEOUT_MS) : undefined
  const [freePort, holder] = await Promise.all([
    isHeld ? findFreePort(address.host, firstToTry(code, address.port, reserved)) : undefined,
    code === 'taken' || code === 'taken-by-us'
      ? portHolder(address.port, PROBE_TIMEOUT_MS)
      : undefined,
  ])
  return {
    code,
    message: messageOf(code, failure, address, { holder, reserved }),
    ...address,
    ...(holder !== undefined && { holder }),
    ...(reserved !== undefined && { reserved }),
    ...(freePort !== undefined && { freePort }),
  }
}

async function codeOf(failure: unknown, address: ListenAddress): Promise<PortProblem['code']> {
  const code = failure instanceof Error && 'code' in failure ? failure.code : undefined
  if (code === 'EADDRINUSE')
    return (await isServedByUs(reachableOrigin(address))) ? 'taken-by-us' : 'taken'
  if (code === 'EACCES') return 'denied'
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'address'
  return 'other'
}

function messageOf(
  code: PortProblem['code'],
  failure: unknown,
  { host, port }: ListenAddress,
  { holder, reserved }: { holder: string | undefined; reserved: PortRange | undefined },
): string {
  switch (code) {
    case 'taken-by-us':
      return `Gemini Balance is already running at ${reachableOrigin({ host, port })}`
    case 'taken':
      return `Port ${port} on ${host} is taken by ${holder ?? 'another program'}`
    case 'denied':
      if (reserved !== undefined) {
        return `Windows has reserved the ports ${reserved.first} to ${reserved.last}, ${port} among them`
      }
      return isPrivileged(port)
        ? `Only the administrator may listen on ports below ${FIRST_COMMON_PORT}, such as ${port}`
        : `The system does not allow listening on ${host}:${port}`
    case 'address':
      return `This machine has no address ${host}`
    case 'other':
    default:
      return `Cannot listen on ${host}:${port}: ${failure instanceof Error ? failure.message : String(failure)}`
  }
}

/** Asks whoever listens at an address whether it is this program. Takes up to a second. */
export async function isServedByUs(origin: string): Promise<boolean> {
  try {
    const answer = await fetch(`${origin}/health`, {
      signal: AbortSignal.timeout(PROBE_TIMEOUT_MS),
    })
    const health: unknown = await answer.json()
    return (
      typeof health === 'object' &&
      health !== null &&
      'app' in health &&
      health.app === 'gemini-balance'
    )
  } catch {
    // Whatever does not answer like us is not us.
    return false
  }
}

const isPrivileged = (port: number) => port > 0 && port < FIRST_COMMON_PORT

/** Where nothing can be had next to the wanted port, the search begins beyond. */
export function firstToTry(
  code: PortProblem['code'],
  port: number,
  reserved: PortRange | undefined,
): number {
  if (reserved !== undefined) return reserved.last + 1
  return code === 'denied' && isPrivileged(port) ? USUAL_PORT : port + 1
}

async function findFreePort(host: string, first: number): Promise<number | undefined> {
  for (let candidate = first; candidate < first + FREE_PORT_TRIES; candidate += 1) {
    if (candidate > 65_535) return undefined
    if (await isFree(host, candidate)) return candidate
  }
  return undefined
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve(true)))
  })
}
