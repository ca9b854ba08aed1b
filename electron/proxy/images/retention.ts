/** Which images have to go (pure). */

export interface AgedImage {
  name: string
  bytes: number
  createdAtMs: number
}

export interface RetentionRules {
  /** 0 keeps them for ever. */
  imageRetentionDays: number
  imageRetentionMegabytes: number
}

const DAY_MS = 86_400_000
const MEGABYTE = 1024 * 1024

/** Names of the images that are too old or too many, oldest first; the newest always stays. */
export function expired(
  images: readonly AgedImage[],
  { imageRetentionDays: days, imageRetentionMegabytes: megabytes }: RetentionRules,
  nowMs: number,
): string[] {
  const oldestFirst = images.toSorted((one, other) => one.createdAtMs - other.createdAtMs)
  const newest = oldestFirst.at(-1)
  const oldestAllowedMs = days === 0 ? -Infinity : nowMs - days * DAY_MS
  let total = images.reduce((sum, { bytes }) => sum + bytes, 0)
  const names: string[] = []
  for (const image of oldestFirst) {
    const isTooOld = image.createdAtMs < oldestAllowedMs
    if (image === newest || (!isTooOld && total <= megabytes * MEGABYTE)) continue
    names.push(image.name)
    total -= image.bytes
  }
  return names
}
