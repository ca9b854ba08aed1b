import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createFraming } from './http-framing.ts'

const withLength = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello'
const chunked = 'HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n'
const bare = 'GET /models HTTP/1.1\r\nHost: x\r\n\r\n'

test('every message is seen once and in order, wherever the network cuts the bytes', () => {
  const message = fc.constantFrom(withLength, chunked, bare)
  fc.assert(
    fc.property(fc.array(message, { maxLength: 5 }), fc.array(fc.nat(60)), (messages, cuts) => {
      const framing = createFraming()
      const lines: string[] = []
      for (const text of messages) {
        let rest = Buffer.from(text)
        for (const cut of cuts) {
          lines.push(...framing.push(rest.subarray(0, cut)))
          rest = rest.subarray(cut)
        }
        lines.push(...framing.push(rest))
      }
      expect(lines).toEqual(messages.map((text) => text.slice(0, text.indexOf('\r\n'))))
    }),
  )
})

test('two messages with lengths in one piece are two messages', () => {
  const lines = createFraming().push(Buffer.from(withLength + withLength))
  expect(lines).toEqual(['HTTP/1.1 200 OK', 'HTTP/1.1 200 OK'])
})
