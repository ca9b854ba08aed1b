import { describe, expect, it } from 'vitest'
import { toImagePlan } from './image-request.ts'
import { readPrediction, toPrediction } from './prediction.ts'

describe('models that draw by predict', () => {
  it('are asked for one image of the shape', () => {
    const options = { createImageModel: 'imagen-5', aliases: {}, known: new Set<string>() }
    expect(toPrediction(toImagePlan({ prompt: '{n:3} {ratio:9:16} a cat' }, options))).toEqual({
      instances: [{ prompt: 'a cat' }],
      parameters: { sampleCount: 1, aspectRatio: '9:16' },
    })
  })

  it.each([
    [
      { predictions: [{ bytesBase64Encoded: 'AAAA', mimeType: 'image/jpeg' }] },
      { kind: 'drawn', images: [{ mimeType: 'image/jpeg', data: 'AAAA' }] },
    ],
    [
      { predictions: [{ raiFilteredReason: 'Not that' }] },
      { kind: 'refused', message: 'Not that' },
    ],
    [{ predictions: [] }, { kind: 'empty' }],
    [{ candidates: [] }, undefined],
  ])('answer %j', (answer, expected) => {
    expect(readPrediction(answer)).toEqual(expected)
  })
})
