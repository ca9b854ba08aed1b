/** Keys for tests, evenly random from a seed; fast-check's own strings are made to be peculiar. */
import fc from 'fast-check'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

function characters(seed: number, length: number, alphabet = ALPHABET): string {
  let state = (seed ^ 0x9e3779b9) >>> 0
  let text = ''
  for (let place = 0; place < length; place += 1) {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5) >>> 0
    text += alphabet.charAt((state >>> 8) % alphabet.length)
  }
  return text
}

/** A standard key: AIza and 35 letters, digits, `-` or `_`. */
export const standardKey = (seed: number): string => `AIza${characters(seed, 35, `${ALPHABET}-_`)}`
/** A key of the newer kind. */
export const authKey = (seed: number): string => `AQ.Ab8RN6${characters(seed, 44, `${ALPHABET}-_`)}`
/** A key of a kind that does not exist yet; capitals, small letters and digits alternate. */
export const otherKey = (seed: number): string =>
  `IQ.${[0, 1, 2, 3, 4, 5, 6, 7]
    .map((part) => {
      const [at, place] = [seed + part * 7919, (seed + part) % 26]
      return `${ALPHABET.charAt(place)}${characters(at, 1, 'abcdefghijklmnopqrstuvwxyz')}${characters(at + 1, 1, '0123456789')}`
    })
    .join('')}`

/** A list of different keys of all kinds. */
export const keyList: fc.Arbitrary<string[]> = fc
  .uniqueArray(
    fc.tuple(
      fc.constantFrom(standardKey, authKey, otherKey),
      fc.integer({ min: 0, max: 2 ** 31 - 20_000 * 8 }),
    ),
    { minLength: 1, maxLength: 12, selector: ([make, seed]) => make(seed) },
  )
  .map((list) => list.map(([make, seed]) => make(seed)))
