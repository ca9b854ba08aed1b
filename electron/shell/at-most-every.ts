/** Something that is done often and need not be done more often than people can see. */

export interface Paced {
  /** Does it now, or as soon as it may be done again. */
  run(): void
  /** Does it no more. */
  stop(): void
}

/** Paces a task: at once the first time, then with the given pause after each run. */
export function atMostEvery(pauseMs: number, task: () => void): Paced {
  let pause: NodeJS.Timeout | undefined
  let isWanted = false
  let isStopped = false
  const run = () => {
    if (isStopped) return
    if (pause !== undefined) {
      isWanted = true
      return
    }
    isWanted = false
    pause = setTimeout(() => {
      pause = undefined
      if (isWanted) run()
    }, pauseMs)
    task()
  }
  return {
    run,
    stop() {
      isStopped = true
      clearTimeout(pause)
    },
  }
}
