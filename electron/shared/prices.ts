/**
 * What tokens would cost on Google's paid tier: an estimate for people, not a bill. List prices for
 * text change, depend on the length of a prompt, and are nothing at all on the free tier. Pure.
 */
import type { TokenCounts } from './request-record.ts'

/** US dollars per million tokens. Thoughts cost what output costs. */
export interface Price {
  input: number
  output: number
  /** Of input that Google had in its cache. */
  cached: number
}

/** Prices by the beginning of a model's name. */
export type Prices = Readonly<Record<string, Price>>

/** Where the list prices come from, and when they were last looked at. */
export const listPricesSource = {
  url: 'https://ai.google.dev/gemini-api/docs/pricing',
  checkedOn: '2026-10-08',
} as const

/**
 * List prices this release knows of, standard tier, prompts up to 200,000 tokens; the longest
 * beginning that fits a model counts. What is not here has no price rather than a guessed one.
 * Not settled: `gemini-3.8-flash` is announced at twice the price from 2027 on.
 */
export const listPrices: Prices = {
  'gemini-3.8-flash': { input: 0.75, output: 3.75, cached: 0.075 },
  'gemini-3.6-flash': { input: 1.5, output: 7.5, cached: 0.15 },
  'gemini-3.5-flash': { input: 1.5, output: 9, cached: 0.15 },
  'gemini-3.5-flash-lite': { input: 0.3, output: 2.5, cached: 0.03 },
  'gemini-3.1-pro': { input: 2, output: 12, cached: 0.2 },
  'gemini-3.1-flash-lite': { input: 0.25, output: 1.5, cached: 0.025 },
  'gemini-3.1-flash-image': { input: 0.5, output: 60, cached: 0.05 },
  'gemini-3-pro': { input: 2, output: 12, cached: 0.2 },
  'gemini-3-pro-image': { input: 2, output: 120, cached: 0.2 },
  'gemini-3-flash': { input: 0.5, output: 3, cached: 0.05 },
  'gemini-3.8-flash-tts': { input: 0.5, output: 9, cached: 0.5 },
  'gemini-3.8-flash-lite-tts': { input: 0.5, output: 6, cached: 0.5 },
  'gemini-2.5-pro': { input: 1.25, output: 10, cached: 0.125 },
  'gemini-2.5-flash': { input: 0.3, output: 2.5, cached: 0.03 },
  'gemini-2.5-flash-lite': { input: 0.1, output: 0.4, cached: 0.01 },
  'gemini-2.5-flash-image': { input: 0.3, output: 30, cached: 0.03 },
  'gemini-2.0-flash': { input: 0.1, output: 0.4, cached: 0.025 },
  'gemini-2.0-flash-lite': { input: 0.075, output: 0.3, cached: 0.075 },
  'gemini-embedding': { input: 0.15, output: 0, cached: 0.15 },
  gemma: { input: 0, output: 0, cached: 0 },
}

/** The price of a model: a person's own before ours; undefined when none fits. */
export function priceOf(model: string, own: Prices = {}): Price | undefined {
  return longestFit(model, own) ?? longestFit(model, listPrices)
}

function longestFit(model: string, prices: Prices): Price | undefined {
  const [best] = Object.keys(prices)
    .filter((beginning) => model.startsWith(beginning))
    .sort((one, other) => other.length - one.length)
  return best === undefined ? undefined : prices[best]
}

/** What tokens cost in US dollars. */
export function costOf(tokens: TokenCounts, price: Price): number {
  const { input, output, thinking, cached } = tokens
  const millions =
    Math.max(0, input - cached) * price.input +
    cached * price.cached +
    (output + thinking) * price.output
  return millions / 1_000_000
}
