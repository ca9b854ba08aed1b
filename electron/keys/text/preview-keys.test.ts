import { describe, expect, it } from 'vitest'
import { keyId } from '../pooled-key.ts'
import { findKeys } from './find-keys.ts'
import { newerKey, olderKey } from './keys.fixture.ts'
import { previewKeys } from './preview-keys.ts'

const pasted = [
  `alice: ${olderKey(1)}`,
  `paid: ${newerKey(2)}`,
  olderKey(1),
  newerKey(3),
  'your-api-key',
].join('\n')

function preview(text: string) {
  const found = findKeys(text)
  if (found.kind !== 'found') throw new Error(found.kind)
  return previewKeys(found.candidates, (id) => id === keyId(newerKey(3)))
}

describe('before anything is added a person sees', () => {
  it('what would become of each key, and how many there are of each', () => {
    const { rows, counts } = preview(pasted)
    expect(rows.map(({ line, outcome, label, paid }) => [line, outcome, label, paid])).toEqual([
      [1, 'new', 'alice', false],
      [2, 'new', '', true],
      [3, 'repeated', '', false],
      [4, 'known', '', false],
      [5, 'refused', '', false],
    ])
    expect(rows[4]?.reason).toBe('placeholder')
    expect(counts).toEqual({ new: 2, known: 1, repeated: 1, refused: 1 })
  })

  it('no secret', () => {
    const shown = JSON.stringify(preview(pasted))
    for (const secret of [olderKey(1), newerKey(2), newerKey(3)]) {
      expect(shown).not.toContain(secret)
      expect(shown).toContain(`…${secret.slice(-4)}`)
    }
  })
})
