import fc from 'fast-check'
import { expect, it } from 'vitest'
import { requestJson } from './request-json.ts'
import type { GenerateContentRequest, Part } from './wire.ts'

const part = fc.oneof(
  fc.record({ text: fc.string({ unit: 'binary' }) }),
  fc
    .tuple(
      fc.base64String({ minLength: 4, maxLength: 12 }),
      fc.constantFrom(1, 70_000),
      fc.boolean(),
    )
    .map(([data, times, thought]): Part => ({
      inlineData: { mimeType: 'image/png', data: data.repeat(times) },
      ...(thought && { thoughtSignature: 'QQ==' }),
    })),
)
const request = fc
  .array(
    fc.record(
      { role: fc.constantFrom('user', 'model'), parts: fc.array(part, { maxLength: 3 }) },
      { requiredKeys: ['role'] },
    ),
    { maxLength: 3 },
  )
  .map((contents): GenerateContentRequest => ({ contents, generationConfig: { seed: 1 } }))

it('says the same as JSON.stringify, whatever its size, and leaves the request alone', () => {
  fc.assert(
    fc.property(request, (given) => {
      const plain = JSON.stringify(given)
      expect(requestJson(given).toString()).toBe(plain)
      expect(JSON.stringify(given)).toBe(plain)
    }),
    { numRuns: 40 },
  )
})
