/** What image models draw at most people's wish, in Google's words; each model takes some of them. */
export const imageSizes = ['1K', '2K', '4K'] as const
export type ImageSize = (typeof imageSizes)[number]

const longestSides: Readonly<Record<ImageSize, number>> = { '1K': 1024, '2K': 2048, '4K': 4096 }

/**
 * Ratio (`16:9`) and resolution as the one field that OpenAI's API has for both; `auto` leaves both
 * to the model.
 */
export function sizeField(ratio: string | undefined, resolution: ImageSize | undefined): string {
  if (ratio === undefined || resolution === undefined) return ratio ?? resolution ?? 'auto'
  const [across = 1, down = 1] = ratio.split(':').map(Number)
  const scale = longestSides[resolution] / Math.max(across, down)
  return `${Math.round(across * scale)}x${Math.round(down * scale)}`
}
