/** `GET /health`: open to everybody on this machine, tells nothing secret (design §5.2). */
import type { ProxyContext } from '../context.ts'

/** The service's state: `healthy` as long as it answers, and how many keys could serve now. */
export function health(context: ProxyContext) {
  return {
    status: 'healthy',
    app: 'gemini-balance',
    version: context.version,
    keys: context.pool.counts(),
  }
}
