import { parse } from 'dotenv'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyCharacter } from '../../shared/any-character.fixture.ts'
import { readEnvironment } from '../../shared/environment.ts'
import { type ExportedKey, exportFormats, exportKeys } from './export-keys.ts'
import { findKeys } from './find-keys.ts'
import { shapeOf } from './key-shape.ts'
import { labelOf } from './label.ts'

const secret = fc
  .oneof(
    fc.stringMatching(/^AIza[\w-]{35}$/),
    fc.stringMatching(/^AQ\.[\w-]{17,100}$/),
    fc.stringMatching(/^[A-Za-z][\w-]{19,60}$/),
  )
  .filter((word) => shapeOf(word) === 'key')

const awkward = fc.constantFrom(
  '=1+1',
  "'=x",
  '-2',
  '@a',
  '# b',
  '// c',
  'paid: d',
  '"e',
  "f'",
  'g, h; i',
  'key: j',
  '[k]',
  'sk-abcdefghijklmnop1234',
  'a\nb',
  '  l  ',
  '# labels: ["m"]',
  '…x4f2',
  'n|o',
  '\\',
  '{}',
)
const label = fc.oneof(
  fc.constant(''),
  awkward,
  fc.string({ unit: anyCharacter, maxLength: 30 }),
  fc.array(awkward, { maxLength: 4 }).map((parts) => parts.join(' ')),
)
const keys: fc.Arbitrary<ExportedKey[]> = fc.uniqueArray(
  fc.record({ secret, label, paid: fc.boolean() }),
  { maxLength: 12, selector: (key) => key.secret },
)

function sorted(list: readonly ExportedKey[]): ExportedKey[] {
  return list
    .map((key) => ({ secret: key.secret, label: labelOf(key.label), paid: key.paid }))
    .toSorted((left, right) => (left.secret < right.secret ? -1 : 1))
}

describe.each(exportFormats)('an export as %s', (format) => {
  it('is read back to the same keys, labels and paid marks', () => {
    fc.assert(
      fc.property(keys, (list) => {
        const found = findKeys(exportKeys(list, format, { reveal: true }))
        if (found.kind !== 'found') throw new Error(found.kind)
        const read = found.candidates.flatMap((key) => (key.kind === 'key' ? [key] : []))
        expect(sorted(read)).toEqual(sorted(list))
        expect(found.candidates).toHaveLength(list.length)
      }),
      { numRuns: 500 },
    )
  })

  it('holds no secret unless it is asked for', () => {
    fc.assert(
      fc.property(keys, (list) => {
        const text = exportKeys(list, format, { reveal: false })
        for (const key of list) expect(text).not.toContain(key.secret)
        const found = findKeys(text)
        expect(found).toMatchObject({ kind: 'found' })
        if (found.kind === 'found') {
          expect(found.candidates.filter(({ kind }) => kind === 'key')).toEqual([])
        }
      }),
    )
  })
})

it('an export as .env sets up a service with the free keys, and with a paid one', () => {
  fc.assert(
    fc.property(keys, (list) => {
      const { secrets } = readEnvironment(parse(exportKeys(list, 'env', { reveal: true })))
      const secretsOf = (paid: boolean) =>
        list.filter((key) => key.paid === paid).map((key) => key.secret)
      expect(secrets.apiKeys).toEqual(secretsOf(false))
      expect(secrets.paidKey).toBe(secretsOf(true).at(-1))
    }),
  )
})
