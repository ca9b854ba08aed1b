/**
 * Types of the undici modules that are imported one by one. The package's index also loads fetch,
 * WebSocket, caches and mocks: 11 MB of memory that a proxy never uses.
 */
declare module 'undici/lib/api/index.js' {
  import type { Dispatcher } from 'undici'
  const api: { request: Dispatcher['request'] }
  export default api
}
declare module 'undici/lib/core/errors.js' {
  import { errors } from 'undici'
  export default errors
}
declare module 'undici/lib/dispatcher/agent.js' {
  import { Agent } from 'undici'
  export default Agent
}
declare module 'undici/lib/dispatcher/env-http-proxy-agent.js' {
  import { EnvHttpProxyAgent } from 'undici'
  export default EnvHttpProxyAgent
}
declare module 'undici/lib/dispatcher/proxy-agent.js' {
  import { ProxyAgent } from 'undici'
  export default ProxyAgent
}
declare module 'undici/lib/dispatcher/socks5-proxy-agent.js' {
  import { Socks5ProxyAgent } from 'undici'
  export default Socks5ProxyAgent
}
