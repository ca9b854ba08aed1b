/**
 * What comes piece by piece, through several layers: each takes what is there and makes of it what
 * the next one wants, and all of them wait for one and the same promise. With an async iterator per
 * layer each piece of a stream would cost five promises, which is more than its JSON takes.
 */

/** In place of a piece that has not come yet. */
export const notYet = Symbol('not yet')

export interface Arrivals<T> {
  /** The next piece, `notYet` as long as there is none, undefined at the end. Throws what broke it off. */
  take(): T | typeof notYet | undefined
  /**
   * Resolves once `take` may have something else to say. To be asked for when it has said `notYet`;
   * never rejects.
   */
  arrival(): Promise<void>
  /** Gives up what has not been taken yet. */
  destroy(): void
}

/** The next piece, waited for; undefined at the end. Rejects with what broke it off. */
export async function nextOf<T>(arrivals: Arrivals<T>): Promise<T | undefined> {
  for (;;) {
    const piece = arrivals.take()
    if (piece !== notYet) return piece
    await arrivals.arrival()
  }
}

/** All pieces for a `for await` loop; one that is left early gives up the rest. */
export async function* each<T>(arrivals: Arrivals<T>): AsyncGenerator<T, undefined> {
  try {
    for (;;) {
      const piece = await nextOf(arrivals)
      if (piece === undefined) return undefined
      yield piece
    }
  } finally {
    arrivals.destroy()
  }
}
