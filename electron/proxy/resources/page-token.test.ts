import fc from 'fast-check'
import { expect, it } from 'vitest'
import { pageToken, placeOf } from './page-token.ts'

it('leads back to any place', () => {
  const keyId = fc.stringMatching(/^[\da-f]{16}$/)
  const token = fc.string({ unit: 'grapheme' })
  fc.assert(
    fc.property(keyId, token, (id, of) => {
      const text = pageToken({ keyId: id, token: of })
      expect(placeOf(text)).toEqual({ keyId: id, token: of })
      expect(encodeURIComponent(text)).toBe(text)
    }),
  )
})

it('is not what anybody else calls a token', () => {
  fc.assert(
    fc.property(fc.base64String(), (text) => {
      expect(placeOf(text)).toBeUndefined()
    }),
  )
})
