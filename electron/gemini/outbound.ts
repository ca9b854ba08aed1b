/** The way out: which undici dispatcher carries a call, by the proxy setting. */
import type { Dispatcher } from 'undici'
import Agent from 'undici/lib/dispatcher/agent.js'
import EnvHttpProxyAgent from 'undici/lib/dispatcher/env-http-proxy-agent.js'
import ProxyAgent from 'undici/lib/dispatcher/proxy-agent.js'
import Socks5ProxyAgent from 'undici/lib/dispatcher/socks5-proxy-agent.js'
import { isLoopbackHost } from '../shared/loopback.ts'

const CONNECT_TIMEOUT_MS = 15_000

// HTTP/1.1 keeps one stream per connection, so a stalled answer never delays another one.
const pool = {
  allowH2: false,
  pipelining: 1,
  keepAliveTimeout: 60_000,
  keepAliveMaxTimeout: 300_000,
  connect: { timeout: CONNECT_TIMEOUT_MS },
}

export interface Outbound {
  /** The dispatcher for one call; several configured proxies are spread over keys by their id. */
  dispatcherFor(target: URL, keyId: string): Dispatcher
  /** The dispatcher for calls that no proxy should carry: what they ask is on this machine. */
  direct(): Dispatcher
  /** Ends every connection at once. */
  close(): Promise<void>
}

/**
 * Makes dispatchers as the `proxies` setting asks and keeps one per distinct choice, so a change of
 * the setting applies to the next call and open answers finish on the old way.
 * @param proxies reads the setting now: `system` (the environment's HTTP_PROXY, HTTPS_PROXY and
 *   NO_PROXY), `none`, or http, https and socks5 URLs
 */
export function createOutbound(proxies: () => readonly string[]): Outbound {
  const dispatchers = new Map<string, Dispatcher>()
  const dispatcherOf = (choice: string) => {
    let dispatcher = dispatchers.get(choice)
    if (dispatcher === undefined) {
      dispatcher = createDispatcher(choice)
      dispatchers.set(choice, dispatcher)
    }
    return dispatcher
  }
  return {
    dispatcherFor(target, keyId) {
      const choice = chooseProxy(proxies(), keyId)
      // "system" describes the way to the internet, never the way to this machine itself.
      const isOwn = choice === 'system' && isLoopbackHost(target.hostname)
      return dispatcherOf(isOwn ? 'none' : choice)
    },
    direct: () => dispatcherOf('none'),
    async close() {
      await Promise.all([...dispatchers.values()].map((dispatcher) => dispatcher.destroy()))
      dispatchers.clear()
    },
  }
}

/** The proxy a key always uses among several: a changing egress address looks like abuse to Google. */
export function chooseProxy(proxies: readonly string[], keyId: string): string {
  const first = proxies[0] ?? 'none'
  if (proxies.length <= 1) return first
  let hash = 0
  for (const char of keyId) hash = (hash * 31 + char.charCodeAt(0)) >>> 0
  return proxies[hash % proxies.length] ?? first
}

function createDispatcher(choice: string): Dispatcher {
  if (choice === 'none') return new Agent(pool)
  // It reads each address anew to find its proxy.
  if (choice === 'system') return namesProxy() ? new EnvHttpProxyAgent(pool) : new Agent(pool)
  if (choice.startsWith('socks')) {
    const url = choice.replace(/^socks5?h?:/, 'socks5:')
    const { connect: _connect, ...poolOptions } = pool
    return new Socks5ProxyAgent(url, { ...poolOptions, connectTimeout: CONNECT_TIMEOUT_MS })
  }
  return new ProxyAgent({ ...pool, uri: choice })
}

/** Whether the environment names a proxy, by the variables that undici reads. */
function namesProxy(): boolean {
  const { http_proxy, HTTP_PROXY, https_proxy, HTTPS_PROXY } = process.env
  return [http_proxy, HTTP_PROXY, https_proxy, HTTPS_PROXY].some(Boolean)
}
