/** Waiting on behalf of a client. */
import { setTimeout } from 'node:timers/promises'

/** Waits, unless the client goes away: then rejects with the signal's reason. */
export async function pauseFor(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await setTimeout(ms, undefined, { signal })
  } catch (error) {
    signal.throwIfAborted()
    throw error
  }
}
