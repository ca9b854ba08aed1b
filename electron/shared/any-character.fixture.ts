import fc from 'fast-check'

/**
 * One character of all there are, halves of surrogate pairs aside. Does what fast-check's unit
 * `binary` does, which takes seconds to make a table of them first.
 */
export const anyCharacter: fc.Arbitrary<string> = fc
  .oneof(fc.nat(0x7f), fc.nat(0xd7ff), fc.integer({ min: 0xe000, max: 0x10ffff }))
  .map((codePoint) => String.fromCodePoint(codePoint))
