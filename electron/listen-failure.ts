/** Why a port could not be bound, in one line that says what to do. */

/** Whether it is another copy of this program that answers there. */
export async function isOwnService(origin: string, timeoutMs = 1000): Promise<boolean> {
  try {
    const answer = await fetch(`${origin}/health`, { signal: AbortSignal.timeout(timeoutMs) })
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
  address: { host: string; port: number },
  isOwn: boolean,
): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const { host, port } = address
  const other = `start with another one: --port ${port < 65_535 ? port + 1 : 8001}`
  if (code === 'EADDRINUSE') {
    return isOwn
      ? `Gemini Balance is already running on ${host}:${port}; stop it or ${other}`
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
