/**
 * Work that nobody waits for, done in a row when a turn of the event loop is over. Between two answers
 * it would hold up the second, and find the processor's caches full of what makes answers.
 */

let works: (() => void)[] = []

/** Does it once what is ready to run in this turn has run. It must not throw: others wait behind it. */
export function atEndOfTurn(work: () => void): void {
  if (works.push(work) === 1) setImmediate(doAll)
}

/** Resolves when all that has been put off is done; at once if nothing has. */
export function endOfTurn(): Promise<void> {
  if (works.length === 0) return Promise.resolve()
  return new Promise(atEndOfTurn)
}

function doAll(): void {
  const all = works
  works = []
  for (const work of all) work()
}
