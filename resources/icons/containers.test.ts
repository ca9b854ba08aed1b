import { expect, test } from 'vitest'
import { icnsOf, icoOf } from './containers.ts'

const small = { size: 16, png: Buffer.from('small picture') }
const large = { size: 256, png: Buffer.from('a large picture') }

test('an .ico says where each picture begins and how long it is', () => {
  const ico = icoOf([small, large])
  const entries = [0, 1].map((index) => {
    const at = 6 + 16 * index
    const offset = ico.readUInt32LE(at + 12)
    const length = ico.readUInt32LE(at + 8)
    return { width: ico[at], picture: ico.subarray(offset, offset + length).toString() }
  })

  expect(ico.readUInt16LE(2)).toBe(1)
  expect(ico.readUInt16LE(4)).toBe(2)
  expect(entries).toEqual([
    { width: 16, picture: 'small picture' },
    { width: 0, picture: 'a large picture' },
  ])
})

test('an .icns holds its own length and the same picture under the name of each resolution', () => {
  const icns = icnsOf([small, large])
  const types: [string, string][] = []
  for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4)) {
    const end = at + icns.readUInt32BE(at + 4)
    types.push([icns.toString('latin1', at, at + 4), icns.toString('latin1', at + 8, end)])
  }

  expect(icns.toString('latin1', 0, 4)).toBe('icns')
  expect(icns.readUInt32BE(4)).toBe(icns.length)
  expect(types).toEqual([
    ['icp4', 'small picture'],
    ['ic08', 'a large picture'],
    ['ic13', 'a large picture'],
  ])
})
