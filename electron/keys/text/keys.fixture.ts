/** Keys for the tests of this folder, put together when they run: none of them is anybody's. */

/** A key of Google's older kind, told apart by its number. */
export function olderKey(number: number): string {
  return `AIza${`SyB7-c_${number}q`.padEnd(35, 'K2m')}`
}

/** A key of Google's newer kind. */
export function newerKey(number: number): string {
  return `AQ.${`Ab8RN6_${number}t-`.padEnd(50, 'J4w')}`
}

/** A key of a kind nobody knows yet. */
export function unknownKey(number: number): string {
  return `IQ-${`zx${number}`.padEnd(30, 'P8d')}`
}
