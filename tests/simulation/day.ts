/** The day that is played: what Google allows, which keys there are, and what befalls them. */

const HOUR_MS = 60 * 60_000
const MINUTE_MS = 60_000

/** 09:00 in Los Angeles, in summer. */
export const dayStartMs = Date.UTC(2026, 6, 15, 16)
export const dayMs = 24 * HOUR_MS
/** Google's daily quotas come back; written down here, not computed by what is under test. */
export const pacificMidnightMs = Date.UTC(2026, 6, 16, 7)

/** Per project and model, as Google's free tier is cut. */
export interface Quota {
  requestsPerMinute: number
  requestsPerDay: number
  inputTokensPerMinute: number
}

export const quotas: Readonly<Record<string, Quota>> = {
  'gemini-3.1-flash-lite': {
    requestsPerMinute: 15,
    requestsPerDay: 1000,
    inputTokensPerMinute: 250_000,
  },
  'gemini-3.8-flash': { requestsPerMinute: 10, requestsPerDay: 250, inputTokensPerMinute: 250_000 },
  'gemini-3.1-pro': { requestsPerMinute: 5, requestsPerDay: 100, inputTokensPerMinute: 250_000 },
  'gemini-4-preview': { requestsPerMinute: 5, requestsPerDay: 100, inputTokensPerMinute: 250_000 },
}

const PROJECTS = 40
const KEYS_PER_PROJECT = 5

export interface GoogleKey {
  secret: string
  project: number
  isMistyped: boolean
}

/** 200 keys in 40 projects, neighbours in different projects; ten are mistyped. */
export const keys: readonly GoogleKey[] = Array.from(
  { length: PROJECTS * KEYS_PER_PROJECT },
  (_, index) => ({
    secret: `simulated-key-number-${index}`,
    project: index % PROJECTS,
    isMistyped: index % 21 === 4,
  }),
)

/** Keys of a person who pays: never to be touched by this load. */
export const paidSecrets: readonly string[] = ['simulated-paid-key-0', 'simulated-paid-key-1']

/** Projects whose tier does not include the preview model. */
export const projectsWithoutPreview: ReadonlySet<number> = new Set([3, 11, 19, 27, 35])

const at = (hours: number) => dayStartMs + hours * HOUR_MS

/** Projects that Google suspends in the course of the day. */
export const suspensions: readonly { project: number; atMs: number }[] = [
  { project: 7, atMs: at(4.2) },
  { project: 23, atMs: at(7.6) },
]

/** A key that was found in a public repository. */
export const leak = { secret: 'simulated-key-number-52', atMs: at(6.1) }

export interface Spell {
  fromMs: number
  untilMs: number
}

const spell = (fromHours: number, minutes: number): Spell => ({
  fromMs: at(fromHours),
  untilMs: at(fromHours) + minutes * MINUTE_MS,
})

/** A model is overloaded for everybody: nine calls of ten fail. */
export const overloads: readonly (Spell & { model: string })[] = [
  { model: 'gemini-3.1-flash-lite', ...spell(2.3, 1.5) },
  { model: 'gemini-3.8-flash', ...spell(5.4, 3) },
  { model: 'gemini-3.1-pro', ...spell(9.1, 5) },
  { model: 'gemini-3.1-flash-lite', ...spell(13.7, 2) },
  { model: 'gemini-3.8-flash', ...spell(20.2, 2) },
]

/** Google turns this machine's address away, whatever the key. */
export const throttle: Spell = spell(11.2, 10)

/** Google refuses the keys of a project without a reason, and later takes them again. */
export const hiccup: Spell & { project: number } = { project: 31, ...spell(8.1, 20) }

/** Whether a moment lies in a spell. */
export function isIn({ fromMs, untilMs }: Spell, nowMs: number): boolean {
  return fromMs <= nowMs && nowMs < untilMs
}
