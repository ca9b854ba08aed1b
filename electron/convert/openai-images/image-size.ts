/** OpenAI's sizes and qualities as Gemini's `imageConfig` (conformance A7). */
import type { GenerationConfig } from '../../gemini/wire.ts'
import { imageSizes } from '../../shared/image-sizes.ts'
import { InvalidRequest } from '../invalid-request.ts'

export type ImageConfig = NonNullable<GenerationConfig['imageConfig']>

/** What Gemini's image models draw. */
const ratios = '1:1 2:3 3:2 3:4 4:3 4:5 5:4 9:16 16:9 21:9 1:8 8:1 1:4 4:1'.split(' ')
const resolutions = ['512', ...imageSizes] as const
type Resolution = (typeof resolutions)[number]

/** Longest sides in pixels up to which a resolution is meant; OpenAI's 1792 is what Gemini calls 1K. */
const longestSides: readonly (readonly [number, Resolution])[] = [
  [512, '512'],
  [1792, '1K'],
  [2816, '2K'],
]

const qualities: Readonly<Record<string, Resolution | undefined>> = {
  standard: '1K',
  medium: '1K',
  hd: '2K',
  high: '2K',
  low: undefined,
  auto: undefined,
}

export interface SizeWishes {
  /** `1024x1792`, `16:9`, `2K`, `auto`; what a client really sent. */
  size: unknown
  quality: unknown
  /** Of a tag in the prompt; a size says more than it. */
  ratio: string | undefined
}

/**
 * The nearest ratio and the resolution that are asked for; what is left open is Gemini's choice.
 * @throws InvalidRequest naming `size` or `quality`
 */
export function toImageConfig({ size, quality, ratio }: SizeWishes): ImageConfig {
  const sized = readSize(size)
  const aspectRatio = sized.aspectRatio ?? ratio
  const imageSize = larger(sized.imageSize, readQuality(quality))
  return {
    ...(aspectRatio !== undefined && { aspectRatio }),
    ...(imageSize !== undefined && { imageSize }),
  }
}

function readSize(size: unknown): { aspectRatio?: string; imageSize?: Resolution } {
  if (size === undefined || size === null || size === 'auto' || size === '') return {}
  const named = resolutions.find((one) => one === size)
  if (named !== undefined) return { imageSize: named }
  const [, first, separator, second] =
    /^(\d{1,5})\s*([x:×])\s*(\d{1,5})$/i.exec(typeof size === 'string' ? size : '') ?? []
  const [width, height] = [Number(first), Number(second)]
  if (!(width > 0 && height > 0)) {
    const advice = 'size must be "auto", a size such as "1024x1792" or a ratio such as "16:9"'
    throw new InvalidRequest(advice, { param: 'size', code: 'invalid_value' })
  }
  const aspectRatio = nearestRatio(width / height)
  if (separator === ':') return { aspectRatio }
  const longest = Math.max(width, height)
  const [, imageSize = '4K'] = longestSides.find(([upTo]) => longest <= upTo) ?? []
  return { aspectRatio, imageSize }
}

/** As people see it: twice as wide is as far from square as half as wide. */
function nearestRatio(wanted: number): string {
  const distance = (ratio: string) => {
    const [across = 1, down = 1] = ratio.split(':').map(Number)
    return Math.abs(Math.log(wanted / (across / down)))
  }
  return ratios.reduce((best, ratio) => (distance(ratio) < distance(best) ? ratio : best))
}

function readQuality(quality: unknown): Resolution | undefined {
  if (quality === undefined || quality === null) return undefined
  if (typeof quality === 'string' && Object.hasOwn(qualities, quality)) return qualities[quality]
  const list = Object.keys(qualities).join(', ')
  throw new InvalidRequest(`quality must be one of ${list}`, {
    param: 'quality',
    code: 'invalid_value',
  })
}

function larger(one?: Resolution, other?: Resolution): Resolution | undefined {
  if (one === undefined || other === undefined) return one ?? other
  return resolutions.indexOf(one) > resolutions.indexOf(other) ? one : other
}
