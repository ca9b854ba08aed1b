/** Gives back to the system what nobody needs any more. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** V8 waits 8 s before it looks whether there is more to collect. */
const PAST_V8_MS = 15_000

/**
 * Collects garbage once, in some 20 ms. V8 does so when memory runs short, which it never does in a
 * service that waits: what its start has left behind, 10 MB and more with many keys, would stay. What
 * V8 would do next is to collect twice more, for nothing; after a load it may do so as ever.
 */
export function releaseMemory(): void {
  // The flag works for contexts that are made after it.
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('globalThis.gc') as (() => void) | undefined
  setFlagsFromString('--no-expose-gc')
  collect?.()
  setFlagsFromString('--memory-reducer-gc-count=0')
  setTimeout(() => setFlagsFromString('--memory-reducer-gc-count=2'), PAST_V8_MS).unref()
}
