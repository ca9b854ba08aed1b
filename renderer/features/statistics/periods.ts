import type { Period } from '../../../electron/shared/contract/activity.ts'

/** The periods sums are told of, from the shortest to the longest. */
export const periods: readonly Period[] = ['1h', '24h', '7d', '30d']

/** How often sums are looked at again while somebody looks. */
export const EVERY_MS = 10_000
