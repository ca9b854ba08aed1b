import fc from 'fast-check'
import { parse } from 'dotenv'
import { describe, expect, it } from 'vitest'
import { readEnvironment } from '../../shared/environment.ts'
import { maskSecret } from '../../shared/redact.ts'
import { exportKeys, type ExportableKey, type ExportFormat } from './export-keys.ts'
import { findKeys } from './find-keys.ts'
import { keyList, standardKey } from './generated-keys.fixture.ts'
import { safeLabel } from './label.ts'

const formats: readonly ExportFormat[] = ['lines', 'json', 'env', 'csv']
const none: ReadonlySet<string> = new Set()
const A = standardKey(1)
const B = standardKey(2)
const C = standardKey(3)

function exportable(secret: string, label = '', paid = false): ExportableKey {
  return { secret, masked: maskSecret(secret), label, paid }
}

const peculiar = [
  '=1+1',
  '+1',
  '-1',
  '@x',
  "'=1",
  "'",
  'paid',
  'paid: x',
  '"paid"',
  'a # b',
  'a, b; c、d',
  'a\tb\nc',
  'key',
  'GEMINI_API_KEY',
  '[x',
  '{"a":1}',
  '\\',
  '"',
  '""',
  'a"b',
  'true',
  '7',
  '公司：一',
  '# x',
  '//',
  '👨‍👩‍👧',
  '＝1',
  '=HYPERLINK("http://x")',
  ']',
  'a | b',
  '(a)',
  "it's",
  '${x}',
  'a\u200Bb',
  '\uD800',
  '-----BEGIN x',
]
const label = fc.oneof(
  fc.constantFrom(...peculiar),
  fc.string({ unit: 'grapheme' }),
  fc.array(fc.constantFrom(...peculiar), { maxLength: 3 }).map((parts) => parts.join('')),
)
const exported = fc
  .tuple(keyList, fc.infiniteStream(fc.tuple(label, fc.boolean())))
  .map(([keys, traits]) =>
    keys.map((key) => {
      const next = traits.next().value
      return exportable(key, next?.[0], next?.[1])
    }),
  )

describe('an export', () => {
  it('is masked unless asked for in full', () => {
    for (const format of formats) {
      const text = exportKeys([exportable(A, 'Work'), exportable(B, '', true)], format, false)
      expect(text).toContain(maskSecret(A))
      expect(text).not.toContain(A.slice(0, 12))
      expect(findKeys(text, none).found).toEqual([])
    }
  })

  it('reads as a person expects', () => {
    const keys = [exportable(A, 'Work'), exportable(B), exportable(C, '=Home', true)]
    expect(exportKeys(keys, 'lines', true)).toBe(`${A} # Work\n${B}\n${C} # paid: =Home\n`)
    expect(JSON.parse(exportKeys(keys, 'json', true))).toEqual([
      { key: A, label: 'Work', paid: false },
      { key: B, label: '', paid: false },
      { key: C, label: '=Home', paid: true },
    ])
    expect(exportKeys(keys, 'env', true)).toBe(
      `API_KEYS=["${A}","${B}"]\n# API_KEY_LABELS=["Work",""]\nPAID_KEY=${C} # =Home\n`,
    )
    expect(exportKeys(keys, 'csv', true)).toBe(
      `key,label,paid\r\n"${A}","Work",false\r\n"${B}","",false\r\n"${C}","'=Home",true\r\n`,
    )
  })

  it('holds no secret that somebody wrote into a label', () => {
    for (const format of formats) {
      expect(exportKeys([exportable(A, `like ${B}`)], format, false)).not.toContain(B)
    }
  })

  it.each(formats)('is read back with its labels and paid marks: %s', (format) => {
    fc.assert(
      fc.property(exported, (keys) => {
        const { found } = findKeys(exportKeys(keys, format, true), none)
        const expected = keys.map((key) => [key.secret, safeLabel(key.label), key.paid] as const)
        if (format === 'env') expected.sort((a, b) => Number(a[2]) - Number(b[2]))
        expect(found.map((key) => [key.secret, key.label, key.paid])).toEqual(expected)
      }),
      { numRuns: 500 },
    )
  })

  it('as .env is what the service reads', () => {
    fc.assert(
      fc.property(exported, (keys) => {
        const { secrets } = readEnvironment(parse(exportKeys(keys, 'env', true)))
        const free = keys.filter(({ paid }) => !paid).map(({ secret }) => secret)
        expect(secrets.apiKeys).toEqual(free)
        expect(secrets.paidKey).toBe(keys.find(({ paid }) => paid)?.secret)
      }),
    )
  })

  it('as CSV has no cell that a spreadsheet would run', () => {
    fc.assert(
      fc.property(exported, (keys) => {
        for (const row of exportKeys(keys, 'csv', true).split('\r\n').slice(1, -1)) {
          expect(row).not.toMatch(/(?:^|,)"[=+\-@＝＋－＠]/)
        }
      }),
    )
  })
})
