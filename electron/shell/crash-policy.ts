/** What follows when the page of the window crashes: it comes back, but not for ever (pure). */

export type AfterCrash =
  | { do: 'reload'; afterMs: number }
  /** It does not help to try on; a person decides. */
  | { do: 'ask' }

export interface CrashPolicy {
  /**
   * What to do about a crash now.
   * @param reason Electron's, of `render-process-gone`
   */
  next(reason: string, nowMs: number): AfterCrash
  /** A person wants to try again: what was before does not count. */
  forget(): void
}

/** Crashes further apart than this have nothing to do with each other. */
const TOGETHER_MS = 5 * 60_000
/** The wait before each reload in a row of crashes. */
export const RELOAD_DELAYS_MS: readonly number[] = [250, 1000, 4000]
/** The renderer could not even be started. */
const hopeless: readonly string[] = ['launch-failed', 'integrity-failure']

/** A policy that has seen no crash yet. */
export function createCrashPolicy(): CrashPolicy {
  let crashesAtMs: number[] = []
  return {
    next(reason, nowMs) {
      crashesAtMs = [...crashesAtMs.filter((atMs) => nowMs - atMs < TOGETHER_MS), nowMs]
      const afterMs = RELOAD_DELAYS_MS[crashesAtMs.length - 1]
      const isHopeless = afterMs === undefined || hopeless.includes(reason)
      return isHopeless ? { do: 'ask' } : { do: 'reload', afterMs }
    },
    forget() {
      crashesAtMs = []
    },
  }
}
