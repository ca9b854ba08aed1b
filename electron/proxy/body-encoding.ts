/** Request bodies as clients label them: compressed, or under a content type that is none. */
import type { Readable, Transform } from 'node:stream'
import type { FastifyInstance, FastifyReply, RequestPayload } from 'fastify'
import { Problem } from './problem.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route hands the body on as it came, encoding and all. */
    passesBody?: boolean
  }
}

const mediaType = /^\s*[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+\s*(;|$)/

/**
 * Decodes gzip, deflate, br and zstd bodies (RFC 9110 §8.4) before they are read, so that the body
 * limit counts what they unpack to; and reads a body under a malformed content type as JSON.
 */
export function addBodyDecoding(server: FastifyInstance): void {
  server.addHook('preParsing', (request, reply, payload, done) => {
    const { headers } = request
    const { 'content-type': type, 'content-encoding': encoding } = headers
    if (type !== undefined && !mediaType.test(type)) headers['content-type'] = 'application/json'
    const isOurs = request.routeOptions.config.passesBody !== true
    if (!isOurs || encoding === undefined || encoding.trim().toLowerCase() === 'identity') {
      done(null, payload)
      return
    }
    const decoder = decoderOf(encoding)
    if (decoder === undefined) {
      done(unknownEncoding(encoding))
      return
    }
    done(null, decoded(payload, decoder, reply, encoding))
  })
}

function unknownEncoding(encoding: string): Problem {
  return new Problem({
    status: 415,
    type: 'invalid_request_error',
    code: 'unsupported_content_encoding',
    message: `Bodies in the encoding '${encoding}' are not read; send gzip, deflate, br, zstd or none`,
  })
}

function decoderOf(encoding: string): Transform | undefined {
  // Loaded on first use: hardly any client compresses what it sends.
  const zlib = process.getBuiltinModule('node:zlib')
  switch (encoding.trim().toLowerCase()) {
    case 'gzip':
    case 'x-gzip':
    case 'deflate':
      return zlib.createUnzip()
    case 'br':
      return zlib.createBrotliDecompress()
    case 'zstd':
      return zlib.createZstdDecompress()
    default:
      return undefined
  }
}

function decoded(
  payload: Readable,
  decoder: Transform,
  reply: FastifyReply,
  encoding: string,
): RequestPayload {
  const body: Transform & { receivedEncodedLength: number } = Object.assign(decoder, {
    receivedEncodedLength: 0,
  })
  payload.on('data', (bytes: Buffer) => {
    body.receivedEncodedLength += bytes.length
  })
  payload.on('error', (error) => body.destroy(error))
  // Ahead of fastify's listener, which hands the error on as it is.
  body.on('error', (error) => {
    Object.assign(error, {
      statusCode: 400,
      message: `The request body is not valid ${encoding}: ${error.message}`,
    })
  })
  // After a refusal the rest of a bomb must not be unpacked for nobody.
  reply.raw.once('close', () => body.destroy())
  payload.pipe(body)
  return body
}
