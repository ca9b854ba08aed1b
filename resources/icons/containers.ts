/** The two files that hold an icon in several sizes; both carry finished PNGs. */

export interface SizedPng {
  size: number
  png: Uint8Array
}

/** A Windows `.ico`: header, one 16-byte entry per picture, the pictures. Sizes up to 256. */
export function icoOf(pictures: readonly SizedPng[]): Buffer {
  const header = Buffer.alloc(6 + 16 * pictures.length)
  header.writeUInt16LE(1, 2)
  header.writeUInt16LE(pictures.length, 4)
  let offset = header.length
  for (const [index, { size, png }] of pictures.entries()) {
    const at = 6 + 16 * index
    // 256 does not fit into the byte and is written as 0.
    header.writeUInt8(size % 256, at)
    header.writeUInt8(size % 256, at + 1)
    header.writeUInt16LE(1, at + 4)
    header.writeUInt16LE(32, at + 6)
    header.writeUInt32LE(png.length, at + 8)
    header.writeUInt32LE(offset, at + 12)
    offset += png.length
  }
  return Buffer.concat([header, ...pictures.map(({ png }) => png)])
}

/** The pictures that an `.ico` of ours holds. */
export function picturesOf(ico: Buffer): SizedPng[] {
  return Array.from({ length: ico.readUInt16LE(4) }, (_, index) => {
    const at = 6 + 16 * index
    const offset = ico.readUInt32LE(at + 12)
    const png = ico.subarray(offset, offset + ico.readUInt32LE(at + 8))
    return { size: ico.readUInt8(at) || 256, png }
  })
}

/** The four letters under which macOS looks for a size; those with @2x are the same pictures. */
const icnsTypes: readonly [string, number][] = [
  ['icp4', 16],
  ['icp5', 32],
  ['ic11', 32],
  ['ic12', 64],
  ['ic07', 128],
  ['ic08', 256],
  ['ic13', 256],
  ['ic09', 512],
  ['ic14', 512],
  ['ic10', 1024],
]

/** A macOS `.icns`; sizes that it has no place for are left out. */
export function icnsOf(pictures: readonly SizedPng[]): Buffer {
  const blocks = icnsTypes.flatMap(([type, size]) => {
    const picture = pictures.find((candidate) => candidate.size === size)
    return picture === undefined ? [] : block(type, picture.png)
  })
  return block('icns', Buffer.concat(blocks))
}

function block(type: string, content: Uint8Array): Buffer {
  const head = Buffer.alloc(8)
  head.write(type, 'latin1')
  head.writeUInt32BE(8 + content.length, 4)
  return Buffer.concat([head, content])
}
