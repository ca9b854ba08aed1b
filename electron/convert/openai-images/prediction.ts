/** Models that draw by `:predict`, as Imagen did; used only where Google lists one (conformance 0). */
import { isObject } from '../../shared/is-object.ts'
import type { ImageAnswer } from './image-answer.ts'
import type { ImagePlan } from './image-request.ts'

/** The body of a `:predict` that draws one image; references cannot be given to it. */
export function toPrediction({ prompt, imageConfig: { aspectRatio } }: ImagePlan): object {
  return {
    instances: [{ prompt }],
    parameters: { sampleCount: 1, ...(aspectRatio !== undefined && { aspectRatio }) },
  }
}

/** Reads its answer; undefined when the answer is of another kind. */
export function readPrediction(answer: object): ImageAnswer | undefined {
  const predictions = 'predictions' in answer ? answer.predictions : undefined
  if (!Array.isArray(predictions)) return undefined
  const found = predictions.filter(isObject)
  const images = found.flatMap(({ bytesBase64Encoded: data, mimeType = 'image/png' }) =>
    typeof data === 'string' && typeof mimeType === 'string' ? [{ mimeType, data }] : [],
  )
  if (images.length > 0) return { kind: 'drawn', images }
  const reason = found.find(({ raiFilteredReason }) => typeof raiFilteredReason === 'string')
  return reason === undefined
    ? { kind: 'empty' }
    : { kind: 'refused', message: String(reason['raiFilteredReason']) }
}
