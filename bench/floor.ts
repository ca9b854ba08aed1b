/** The floor: the least a proxy on Node can do. No translation, no token, one upstream. */
import { createServer } from 'node:http'
import { Pool } from 'undici'

const upstream = new Pool(process.argv[2] ?? '', { connections: 512, pipelining: 1 })

const server = createServer((request, response) => {
  upstream
    .stream(
      {
        path: request.url ?? '/',
        method: request.method === 'POST' ? 'POST' : 'GET',
        headers: {
          'content-type': request.headers['content-type'] ?? 'application/json',
          ...(request.headers['content-length'] !== undefined && {
            'content-length': request.headers['content-length'],
          }),
        },
        body: request.method === 'POST' ? request : null,
      },
      ({ statusCode, headers }) => {
        response.writeHead(statusCode, {
          'content-type': String(headers['content-type']),
          ...(headers['content-length'] !== undefined && {
            'content-length': String(headers['content-length']),
          }),
        })
        return response
      },
    )
    .catch(() => response.destroy())
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (typeof address === 'object') process.stdout.write(`http://127.0.0.1:${address?.port}\n`)
})
