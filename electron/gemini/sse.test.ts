import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSseReader, parseStreamEvent } from './sse.ts'

function readAll(pieces: string[]): { data: string[]; residue: string } {
  const reader = createSseReader()
  const data = pieces.flatMap((piece) => reader.push(piece))
  const end = reader.end()
  return { data: [...data, ...end.data], residue: end.residue }
}

describe('createSseReader', () => {
  it.each([
    ['CRLF', 'data: a\r\n\r\ndata: b\r\n\r\n', ['a', 'b']],
    ['LF', 'data: a\n\ndata: b\n\n', ['a', 'b']],
    ['CR', 'data: a\r\rdata: b\r\r', ['a', 'b']],
    ['mixed line endings', 'data: a\r\n\ndata: b\n\r\ndata: c\r\r\n', ['a', 'b', 'c']],
    ['several data lines', 'data: a\r\ndata:b\r\ndata\r\n\r\n', ['a\nb']],
    ['a byte order mark', '\uFEFFdata: a\n\n', ['a']],
    ['no space after the colon', 'data:{"a":1}\n\n', ['{"a":1}']],
    ['comments and other fields', ': hi\nevent: x\nid: 1\nretry: 5\ndata: a\n\n: bye\n\n', ['a']],
    ['no final blank line', 'data: a\n\ndata: b', ['a', 'b']],
    ['blank lines only', '\n\n\r\n\r\n', []],
    ['nothing', '', []],
  ])('B3.1: reads events with %s, whole and cut after every character', (_, text, expected) => {
    expect(readAll([text])).toEqual({ data: expected, residue: '' })
    expect(readAll(text.split(''))).toEqual({ data: expected, residue: '' })
  })

  it('B3.1: gives an event as soon as its blank line is there', () => {
    const reader = createSseReader()
    expect(reader.push('data: a\r')).toEqual([])
    expect(reader.push('\n\r')).toEqual(['a'])
    expect(reader.push('\nda')).toEqual([])
    expect(reader.push('ta: b\n\n')).toEqual(['b'])
  })

  it('B3.1: gives the same events however the text is cut', () => {
    const line = fc.constantFrom('data: one', 'data: ü€😀', ': note', 'event: e', '', '{"raw": 1}')
    const ending = fc.constantFrom('\r\n', '\n', '\r')
    const text = fc.array(fc.tuple(line, ending)).map((lines) => lines.flat().join(''))
    fc.assert(
      fc.property(text, fc.array(fc.nat(200)), (whole, cuts) => {
        const places = [0, ...cuts.toSorted((a, b) => a - b), whole.length]
        const pieces = places.map((place, index) => whole.slice(place, places[index + 1] ?? place))
        expect(readAll(pieces)).toEqual(readAll([whole]))
      }),
    )
  })

  it('B6/E29: gives a raw JSON error tail back as residue', () => {
    const error = JSON.stringify({ error: { code: 503, status: 'UNAVAILABLE' } }, null, 2)
    const { data, residue } = readAll(['data: {"a":1}\r\n\r\n', error.slice(0, 9), error.slice(9)])
    expect(data).toEqual(['{"a":1}'])
    expect(parseStreamEvent(residue)).toEqual({ error: { code: 503, status: 'UNAVAILABLE' } })
  })

  it('B3.15: an event of 10 MB in pieces of 64 KB costs little more than its length', () => {
    const piece = 'x'.repeat(64 * 1024)
    const reader = createSseReader()
    const startMs = performance.now()
    reader.push('data: ')
    for (let index = 0; index < 160; index += 1) expect(reader.push(piece)).toEqual([])
    const [event] = reader.push('\r\n\r\n')
    expect(event?.length).toBe(160 * piece.length)
    expect(performance.now() - startMs).toBeLessThan(1000)
  })

  it('B3.1: a body of very many short lines is read in linear time', () => {
    const startMs = performance.now()
    expect(readAll(['data: x\n\n'.repeat(200_000)]).data).toHaveLength(200_000)
    expect(performance.now() - startMs).toBeLessThan(2000)
  })
})

describe('parseStreamEvent', () => {
  it.each([
    ['a chunk', '{"candidates":[]}', { chunk: { candidates: [] } }],
    ['a chunk in an array', '[{"candidates":[]}]', { chunk: { candidates: [] } }],
    [
      'a stream in an array',
      '[{"responseId":"1"},{"candidates":[]}]',
      { chunks: [{ responseId: '1' }, { candidates: [] }] },
    ],
    ['an array of anything', '[{},3]', { malformed: '[{},3]' }],
    ['an error', '{"error":{"code":429}}', { error: { code: 429 } }],
    ['an error in an array', '[{"error":{"code":400}}]', { error: { code: 400 } }],
    ['an error of plain text', '{"error":"overloaded"}', { error: { message: 'overloaded' } }],
    ['an error of null', '{"error":null}', { error: {} }],
    ['HTML', '<html></html>', { malformed: '<html></html>' }],
    ['cut JSON', '{"cand', { malformed: '{"cand' }],
    ['a scalar', '3', { malformed: '3' }],
    ['null', 'null', { malformed: 'null' }],
    ['nothing', '', { malformed: '' }],
    ['an empty array', '[]', { malformed: '[]' }],
  ])('B6: recognises %s', (_, data, expected) => {
    expect(parseStreamEvent(data)).toEqual(expected)
  })
})
