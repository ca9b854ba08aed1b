/** Tells V8 that the way of a request is worth larger machine code, and worth keeping. */
import { setFlagsFromString } from 'node:v8'

/**
 * Lets functions that are run often take in more of those they call: a request passes through a
 * hundred small ones, and V8 stops at 920 bytes of bytecode. That is a tenth of the processor time of
 * a short request. And keeps code of which V8 thinks that nobody needs it, because the service waited
 * for a while; the first requests after a rest had to wait until it was compiled again. Machine code
 * dies with the shapes of objects it was made for, and those with their last object unless V8 is told
 * to keep them over so many collections, which it does in those only that are not to save memory
 * first. And lets no object begin among the old ones: V8 tries that with what outlives a collection
 * or two, as records of requests do, changes its mind, and compiles all anew both times. To be called
 * before any of it is optimised.
 */
export function favourHotCode(): void {
  setFlagsFromString('--max-inlined-bytecode-size=1200')
  setFlagsFromString('--max-inlined-bytecode-size-cumulative=3000')
  setFlagsFromString('--no-flush-bytecode')
  setFlagsFromString('--no-allocation-site-pretenuring')
  setFlagsFromString('--retain-maps-for-n-gc=1000')
  setFlagsFromString('--no-memory-reducer-favors-memory')
}
