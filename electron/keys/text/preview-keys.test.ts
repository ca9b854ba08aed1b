import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keyId } from '../pooled-key.ts'
import { findKeys } from './find-keys.ts'
import { newerKey, olderKey, unknownKey } from './keys.fixture.ts'
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

const secrets = [olderKey(1), newerKey(2), newerKey(3), unknownKey(4), 'sk-abcdefghijklmnop1234']
const fragment = fc.oneof(
  fc.constantFrom(...secrets, ...secrets.map((secret) => secret.slice(0, 30))),
  fc.constantFrom(...'\n #:=,;|"\'[]{}()/*_.\\'),
  fc.constantFrom(
    'name',
    'key',
    'label',
    'paid',
    'key,label\n',
    '# labels: ["',
    '// ',
    'PAID_KEY=',
  ),
  fc.integer({ min: 150, max: 250 }).map((length) => '- '.repeat(length / 2)),
)

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

  it('no secret and no half of one, wherever it stands', () => {
    const json = fc.array(fc.dictionary(fc.constantFrom('key', 'label', 'a'), fragment))
    const text = fc.oneof(
      fc.array(fragment, { maxLength: 25 }).map((parts) => parts.join('')),
      json.map((value) => JSON.stringify(value)),
    )
    fc.assert(
      fc.property(text, (pastedText) => {
        const shown = JSON.stringify(preview(pastedText))
        for (const secret of secrets) expect(shown).not.toContain(secret.slice(0, 15))
      }),
      { numRuns: 1000, examples: [[`${unknownKey(4)}.name:${olderKey(1)}`]] },
    )
  })
})
