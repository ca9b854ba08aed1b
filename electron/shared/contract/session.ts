/** Signing in to the web console over HTTP; the window needs none of it. */

/** Header in which every call of a signed-in browser shows its session's `csrfToken`. */
export const CSRF_HEADER = 'x-csrf-token'

/** Answer to `POST /console/login` and `GET /console/session`, in the envelope of every call. */
export interface ConsoleSession {
  csrfToken: string
  /** Time without a call after which one has to sign in again. */
  idleTimeoutMs: number
}

/** What comes with a refusal of somebody who tried too often. */
export interface RetryLater {
  retryAfterSeconds: number
}
