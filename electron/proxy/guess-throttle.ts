/** Slows down whoever guesses tokens (design §6). Pure but for the clock. */
import { isIPv6 } from 'node:net'

export interface GuessThrottle {
  /** Seconds to wait before a try from this address is looked at; 0 means now. */
  waitSeconds(address: string): number
  /** A try was wrong. */
  failed(address: string): void
}

/** Wrong tries that are free, and how often another one is. */
interface Allowance {
  readonly tries: number
  readonly everyMs: number
}

const PER_ADDRESS: Allowance = { tries: 10, everyMs: 30_000 }
const OVERALL: Allowance = { tries: 100, everyMs: 3000 }
/** Addresses remembered; the one whose last try is the longest ago gives way. */
const MAX_ADDRESSES = 1000

/** Starts with nothing held against anybody. */
export function createGuessThrottle(nowMs: () => number): GuessThrottle {
  const overall = newDebt()
  const addresses = new Map<string, Debt>()
  return {
    waitSeconds(address) {
      const own = addresses.get(networkOf(address))
      const waitMs = Math.max(
        own === undefined ? 0 : waitOf(own, PER_ADDRESS, nowMs()),
        waitOf(overall, OVERALL, nowMs()),
      )
      return Math.ceil(waitMs / 1000)
    },
    failed(address) {
      const name = networkOf(address)
      const own = addresses.get(name) ?? newDebt()
      addresses.delete(name)
      addresses.set(name, own)
      const oldest = addresses.keys().next().value
      if (addresses.size > MAX_ADDRESSES && oldest !== undefined) addresses.delete(oldest)
      charge(own, PER_ADDRESS, nowMs())
      charge(overall, OVERALL, nowMs())
    },
  }
}

/** When all tries are paid off; each wrong one moves it by `everyMs`. */
interface Debt {
  clearAtMs: number
}

function newDebt(): Debt {
  return { clearAtMs: 0 }
}

function charge(debt: Debt, { everyMs }: Allowance, nowMs: number): void {
  debt.clearAtMs = Math.max(debt.clearAtMs, nowMs) + everyMs
}

function waitOf(debt: Debt, { tries, everyMs }: Allowance, nowMs: number): number {
  return Math.max(0, debt.clearAtMs - nowMs - (tries - 1) * everyMs)
}

/** A household has a whole /64 of IPv6, from which every try could come from another address. */
function networkOf(address: string): string {
  if (!isIPv6(address) || address.startsWith('::ffff:')) return address
  const [head = '', tail = ''] = address.split('::', 2)
  const front = head === '' ? [] : head.split(':')
  const back = tail === '' ? [] : tail.split(':')
  const zeros = Array.from({ length: Math.max(0, 8 - front.length - back.length) }, () => '0')
  return [...front, ...zeros, ...back].slice(0, 4).join(':')
}
