/**
 * The day as the Python program before this one serves it: keys in turn, every failure counts the
 * same, three of them take a key out, and once an hour those with a count are tried again.
 */
import type { Request } from './trace.ts'
import { dayMs, dayStartMs } from './day.ts'
import { refusalMs, type World } from './service.ts'

const MAX_FAILURES = 3
const MAX_RETRIES = 3
const CHECK_INTERVAL_MS = 60 * 60_000
const TEST_MODEL = 'gemini-3.1-flash-lite'

export interface Predecessor {
  serve(request: Request): Promise<void>
}

/** Starts it with these keys and its default settings. */
export function startPredecessor(
  secrets: readonly string[],
  { time, google, ledger }: Omit<World, 'chance'>,
): Predecessor {
  const failures = new Map(secrets.map((secret) => [secret, 0]))
  let turn = 0
  const isValid = (secret: string) => (failures.get(secret) ?? 0) < MAX_FAILURES
  const inTurn = () => secrets[turn++ % secrets.length] ?? ''
  /** After a full turn without a valid key it takes what comes. */
  const nextKey = () => {
    const first = inTurn()
    let key = first
    for (let step = 1; !isValid(key) && step < secrets.length; step += 1) key = inTurn()
    return isValid(key) ? key : first
  }
  const call = async (secret: string, request: Request): Promise<boolean> => {
    const { status } = google.judge(secret, request, time.nowMs())
    ledger.called(secret, request, status)
    await time.pause(status === 200 ? request.firstByteMs : refusalMs)
    return status === 200
  }
  const blame = (secret: string) => {
    failures.set(secret, (failures.get(secret) ?? 0) + 1)
    if (!isValid(secret)) ledger.calledBad(secret)
  }
  const check = async () => {
    const request = checkRequest(time.nowMs())
    for (const [secret, count] of failures) {
      if (count === 0) continue
      if (await call(secret, request)) failures.set(secret, 0)
      else if (isValid(secret)) blame(secret)
    }
  }
  for (let atMs = CHECK_INTERVAL_MS; atMs < dayMs; atMs += CHECK_INTERVAL_MS) {
    time.after(dayStartMs + atMs - time.nowMs(), () => void check())
  }
  return {
    async serve(request) {
      for (let attempt = 0; attempt < MAX_RETRIES; attempt += 1) {
        const secret = nextKey()
        if (await call(secret, request)) {
          await time.pause(request.streamMs)
          return ledger.served()
        }
        blame(secret)
      }
      ledger.failed(request)
    },
  }
}

function checkRequest(atMs: number): Request {
  const answer = { firstByteMs: 1000, streamMs: 0 }
  return { atMs, model: TEST_MODEL, conversation: 'check', inputTokens: 2, ...answer }
}
