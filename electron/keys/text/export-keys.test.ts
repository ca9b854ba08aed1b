import { describe, expect, it } from 'vitest'
import { type ExportedKey, exportKeys } from './export-keys.ts'
import { newerKey, olderKey } from './keys.fixture.ts'

const keys: ExportedKey[] = [
  { secret: olderKey(1), label: 'alice', paid: false },
  { secret: newerKey(2), label: '', paid: true },
]
const mask = (number: number) => `…${olderKey(number).slice(-4)}`
const newerMask = `…${newerKey(2).slice(-4)}`

describe('an export reads', () => {
  it('as lines with the labels behind them', () => {
    expect(exportKeys(keys, 'text', { reveal: true })).toBe(
      `${olderKey(1)} # alice\npaid: ${newerKey(2)}\n`,
    )
  })

  it('as JSON', () => {
    expect(JSON.parse(exportKeys(keys, 'json', { reveal: false }))).toEqual([
      { key: mask(1), label: 'alice', paid: false },
      { key: newerMask, label: '', paid: true },
    ])
  })

  it('as CSV with a header', () => {
    expect(exportKeys(keys, 'csv', { reveal: false })).toBe(
      `key,label,paid\r\n${mask(1)},alice,false\r\n${newerMask},,true\r\n`,
    )
  })

  it('as .env for a service', () => {
    expect(exportKeys(keys, 'env', { reveal: true })).toBe(
      `API_KEYS=["${olderKey(1)}"]\n# labels: ["alice"]\nPAID_KEY=${newerKey(2)}\n`,
    )
  })
})

it('a spreadsheet runs no label as a formula', () => {
  for (const label of ['=HYPERLINK("x")', '+1', '-1', '@SUM(A1)', '  =1', '\t=1']) {
    const [, row] = exportKeys([{ ...keys[0]!, label }], 'csv', { reveal: false }).split('\r\n')
    expect(row?.split(',')[1]).toMatch(/^"?'[=+@-]/)
  }
})
