/** The end of the app: streams closed, port free, databases shut; and no waiting for ever. */

export interface Ending {
  /** Ends everything once, however often it is asked for; never rejects. */
  end(): Promise<void>
  /** Nothing is left to be closed. */
  isOver(): boolean
}

export interface EndingParts {
  /** Closes everything; takes two seconds at most while streams say goodbye. */
  close(): Promise<void>
  /** Told in one sentence of what did not end in order. */
  onProblem(message: string): void
}

/** Quit means quit: what is not closed by then ends with the process. */
export const END_WITHIN_MS = 2800

/** An end that has not begun. */
export function createEnding({ close, onProblem }: EndingParts): Ending {
  let ending: Promise<void> | undefined
  let isOver = false
  const carryOut = async () => {
    const late = Promise.withResolvers<void>()
    const timer = setTimeout(() => {
      onProblem('Not everything was closed in time')
      late.resolve()
    }, END_WITHIN_MS)
    try {
      await Promise.race([close(), late.promise])
    } catch (error) {
      onProblem(
        `Not everything was closed: ${error instanceof Error ? error.message : String(error)}`,
      )
    } finally {
      clearTimeout(timer)
      isOver = true
    }
  }
  return {
    end: () => (ending ??= carryOut()),
    isOver: () => isOver,
  }
}
