/**
 * Ids as bytes. As texts they would be half of a batch, and each of them one more object for every
 * collection of garbage until the batch is handed on. Pure.
 */

/** Ids in their order. */
export interface PackedIds {
  bytes: Uint8Array<ArrayBuffer>
  /** Those that are written in another way than all others, by their places. */
  others: Map<number, string>
}

/** How ids of a kind are written: a beginning, then groups of hexadecimal digits with `-` between them. */
export interface IdShape {
  beginning: string
  groups: readonly number[]
}

/** As the service makes them: the time in twelve digits, and twelve that tell apart. */
export const requestIdShape: IdShape = { beginning: 'req_', groups: [24] }

/** RFC 9562, section 4. */
export const uuidShape: IdShape = { beginning: '', groups: [8, 4, 4, 4, 12] }

/** Ids that are being gathered, each at its place; places are used again once they have been taken. */
export class OpenIds {
  readonly #beginning: string
  readonly #dashes: readonly number[]
  readonly #length: number
  /** Where in an id the two digits of each byte begin. */
  readonly #pairs: readonly number[]
  readonly #bytes: Uint8Array<ArrayBuffer>
  #others = new Map<number, string>()

  /** @param most how many ids are added at most before they are taken */
  constructor({ beginning, groups }: IdShape, most: number) {
    const dashes: number[] = []
    const pairs: number[] = []
    let at = beginning.length
    for (const length of groups) {
      if (at > beginning.length) dashes.push(at++)
      for (const end = at + length; at < end; at += 2) pairs.push(at)
    }
    this.#beginning = beginning
    this.#dashes = dashes
    this.#pairs = pairs
    this.#length = at
    this.#bytes = new Uint8Array(most * this.#pairs.length)
  }

  add(id: string, place: number): void {
    if (!this.#hasShape(id) || !this.#write(id, place * this.#pairs.length)) {
      this.#others.set(place, id)
    }
  }

  /** Gives the first so many. */
  take(count: number): PackedIds {
    const others = this.#others
    this.#others = new Map()
    return { bytes: this.#bytes.slice(0, count * this.#pairs.length), others }
  }

  #hasShape(id: string): boolean {
    return (
      id.length === this.#length &&
      id.startsWith(this.#beginning) &&
      this.#dashes.every((at) => id.charCodeAt(at) === DASH)
    )
  }

  /** Gives whether all digits were some. */
  #write(id: string, from: number): boolean {
    let all = 0
    for (let at = 0; at < this.#pairs.length; at += 1) {
      const first = this.#pairs[at] as number
      const byte = (digitAt(id, first) << 4) | digitAt(id, first + 1)
      all |= byte
      this.#bytes[from + at] = byte
    }
    return all >= 0
  }
}

/** The id at a place. */
export function idAt({ bytes, others }: PackedIds, shape: IdShape, place: number): string {
  const other = others.get(place)
  if (other !== undefined) return other
  const size = shape.groups.reduce((sum, length) => sum + length, 0) / 2
  const { buffer, byteOffset } = bytes
  const digits = Buffer.from(buffer, byteOffset + place * size, size).toString('hex')
  let end = 0
  return (
    shape.beginning + shape.groups.map((length) => digits.slice(end, (end += length))).join('-')
  )
}

const DASH = '-'.charCodeAt(0)
/** What digits are worth by their codes; less than nothing for what is none. */
const worth = new Int8Array(128).fill(-1)
for (let value = 0; value < 16; value += 1) worth[value.toString(16).charCodeAt(0)] = value

function digitAt(id: string, at: number): number {
  return worth[id.charCodeAt(at)] ?? -1
}
