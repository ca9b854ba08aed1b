/** Why a port could not be bound, in one line that says what to do. */

/** Where the service listens, or wanted to. */
export interface ListenAddress {
  host: string
  port: number
}

/** The URL that reaches a listener from this machine; nothing can connect to a wildcard address. */
function originOf({ host, port }: ListenAddress): string {
  const loopback: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' }
  const reachable = loopback[host] ?? host
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`
}

/**
 * Whether a listen failed because another copy of this program holds the address; it is asked, for
 * `timeoutMs` at the most.
 */
export async function isHeldByUs(
  error: unknown,
  address: ListenAddress,
  timeoutMs = 1000,
): Promise<boolean> {
  if (codeOf(error) !== 'EADDRINUSE') return false
  try {
    const answer = await fetch(`${originOf(address)}/health`, {
      signal: AbortSignal.timeout(timeoutMs),
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

/**
 * One line about a failed listen, from Node's error code.
 * @param isOwn true when another Gemini Balance holds the port
 */
export function describeListenFailure(
  error: unknown,
  address: ListenAddress,
  isOwn: boolean,
): string {
  const code = codeOf(error)
  const { host, port } = address
  const other = `start with another one: --port ${port < 65_535 ? port + 1 : 8001}`
  if (code === 'EADDRINUSE') {
    return isOwn
      ? `Gemini Balance is already running at ${originOf(address)}; stop it or ${other}`
      : `Port ${port} on ${host} is taken by another program; stop it or ${other}`
  }
  if (code === 'EACCES') {
    // Windows reserves port ranges for Hyper-V and WSL in which nothing listens at all.
    return `The system does not allow listening on ${host}:${port}; ${other}`
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return `This machine has no address ${host}; listen on 127.0.0.1 or 0.0.0.0`
  }
  return `Cannot listen on ${host}:${port}: ${error instanceof Error ? error.message : String(error)}`
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
