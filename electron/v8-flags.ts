/** What V8 is told for a service that has the same short way to go all day, with rests in between. */
import { setFlagsFromString } from 'node:v8'

/** Each with what V8 would do by itself. */
export const v8Flags: readonly string[] = [
  // A request passes through a hundred small functions. To let larger ones take in more of those
  // they call than 920 bytes of bytecode saves a tenth of the processor time of a short request.
  '--max-inlined-bytecode-size=1200',
  '--max-inlined-bytecode-size-cumulative=3000',
  // Code that nobody needed for a while is thrown away, and the first requests after a rest wait
  // until it is compiled again.
  '--no-flush-bytecode',
  // Machine code dies with the shapes of objects it was made for, and those with their last object,
  // unless they are to outlive so many collections of the kind that is not there to save memory.
  '--retain-maps-for-n-gc=1000',
  '--no-memory-reducer-favors-memory',
  // Objects like those that outlived a collection or two begin among the old ones, until V8 changes
  // its mind; all is compiled anew both times.
  '--no-allocation-site-pretenuring',
  // After a rest the old objects may grow by 30 % until they are collected, which was once a second
  // under load and took 5 % of the processor time.
  '--heap-growing-percent=100',
]

/** Sets them for this process, threads included. To be called before any of its code is optimised. */
export function setV8Flags(): void {
  for (const flag of v8Flags) setFlagsFromString(flag)
}
