import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createFraming } from './http-framing.ts'

const examples = [
  { text: 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello', bodyBytes: 5 },
  {
    text: 'HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n7\r\n0\r\n\r\nde\r\n0\r\n\r\n',
    bodyBytes: 10,
  },
  { text: 'POST /x HTTP/1.1\r\nContent-Length: 0\r\n\r\n', bodyBytes: 0 },
  { text: 'GET /models HTTP/1.1\r\nHost: x\r\n\r\n', bodyBytes: 0 },
]

test('every message is seen once, in order and with its length, wherever the network cuts', () => {
  const message = fc.constantFrom(...examples)
  fc.assert(
    fc.property(fc.array(message, { maxLength: 5 }), fc.array(fc.nat(60)), (messages, cuts) => {
      const framing = createFraming()
      let rest = Buffer.from(messages.map(({ text }) => text).join(''))
      const seen = cuts.flatMap((cut) => {
        const ended = framing.push(rest.subarray(0, cut))
        rest = rest.subarray(cut)
        return ended
      })
      seen.push(...framing.push(rest))
      expect(seen).toEqual(
        messages.map(({ text, bodyBytes }) => ({
          firstLine: text.slice(0, text.indexOf('\r\n')),
          isLast: false,
          bodyBytes,
        })),
      )
    }),
  )
})

test('an answer without a length goes on until the connection closes', () => {
  const framing = createFraming()
  expect(framing.push(Buffer.from('HTTP/1.1 200 OK\r\nServer: x\r\n\r\nabc'))).toEqual([])
  const message = { firstLine: 'HTTP/1.1 200 OK', isLast: true, bodyBytes: 3 }
  expect(framing.current()).toEqual(message)
  expect(framing.close()).toEqual(message)
})

test('an answer that is shorter than it said is none when the connection closes', () => {
  const framing = createFraming()
  framing.push(Buffer.from('HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 9\r\n\r\nabc'))
  expect(framing.current()?.bodyBytes).toBe(3)
  expect(framing.close()).toBeUndefined()
})
