import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type IdShape, idAt, OpenIds, requestIdShape, uuidShape } from './packed-ids.ts'

const aRequestId = () => `req_${randomUUID().replaceAll('-', '').slice(8)}`

function packed(ids: readonly string[], shape: IdShape) {
  const open = new OpenIds(shape, ids.length)
  for (const [place, id] of ids.entries()) open.add(id, place)
  return open.take(ids.length)
}

describe('ids as bytes', () => {
  it.each([
    ['requests', requestIdShape, Array.from({ length: 300 }, aRequestId), 12],
    ['keys', uuidShape, Array.from({ length: 300 }, () => randomUUID()), 16],
  ])('of %s are half of their digits, and nothing else', (_, shape, ids, size) => {
    const { bytes, others } = packed(ids, shape)
    expect(bytes.length).toBe(ids.length * size)
    expect(others.size).toBe(0)
    expect(ids.map((_id, place) => idAt({ bytes, others }, shape, place))).toEqual(ids)
  })

  it('come out as they went in, whoever made them and however they are written', () => {
    const nearly = fc
      .tuple(fc.constantFrom(aRequestId(), randomUUID() as string), fc.nat(40), fc.string())
      .map(([id, at, text]) => id.slice(0, at) + text + id.slice(at + text.length))
    const id = fc.oneof(
      fc.uuid(),
      fc.uuid().map((text) => text.toUpperCase()),
      fc.constant(undefined).map(aRequestId),
      fc.string({ unit: 'binary' }),
      nearly,
    )
    fc.assert(
      fc.property(fc.array(id), fc.constantFrom(requestIdShape, uuidShape), (ids, shape) => {
        const all = packed(ids, shape)
        expect(ids.map((_, place) => idAt(all, shape, place))).toEqual(ids)
      }),
    )
  })

  it('of one batch leave nothing behind in the next', () => {
    const open = new OpenIds(uuidShape, 2)
    open.add('another', 0)
    open.add(randomUUID(), 1)
    open.take(2)
    const id = randomUUID()
    open.add(id, 0)
    const next = open.take(1)
    expect(next.others.size).toBe(0)
    expect(idAt(next, uuidShape, 0)).toBe(id)
  })
})
