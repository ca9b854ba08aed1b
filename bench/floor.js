/**
 * The floor: the least a proxy on Node can do, `node:http` and undici's `stream`, bytes passed as
 * they come. No translation, no token, no keys, one upstream. Plain JavaScript, because stripping
 * types would cost it memory and time to start.
 */
import { createServer } from 'node:http'
import { Pool } from 'undici'

const upstream = new Pool(process.argv[2] ?? '', { connections: 1024, pipelining: 1 })
/** Headers of a connection, not of a message (RFC 9110 §7.6.1), and the one that names the host. */
const hopByHop = ['connection', 'keep-alive', 'transfer-encoding', 'host']

/**
 * Headers that go along to the other side.
 * @template Value
 * @param {Record<string, Value>} headers
 */
function endToEnd(headers) {
  const kept = { ...headers }
  for (const name of hopByHop) delete kept[name]
  return kept
}

const server = createServer((request, response) => {
  upstream
    .stream(
      {
        path: request.url ?? '/',
        method: request.method === 'POST' ? 'POST' : 'GET',
        headers: endToEnd(request.headers),
        body: request.method === 'POST' ? request : null,
      },
      ({ statusCode, headers }) => response.writeHead(statusCode, endToEnd(headers)),
    )
    .catch(() => response.destroy())
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (typeof address === 'object') process.stdout.write(`http://127.0.0.1:${address?.port}\n`)
})
