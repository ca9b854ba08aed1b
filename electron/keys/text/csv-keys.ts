/** Keys in tables whose first line names the columns. */
import type { Find } from './candidate.ts'
import { type CsvRecord, parseCsv } from './csv.ts'
import { isKeyName, isLabelName, isTrue } from './field-names.ts'
import { labelOf, saysPaid } from './label.ts'
import { lineKeys } from './line-keys.ts'
import { underName } from './setting-name.ts'

const DELIMITERS = [',', ';', '\t', '|']

interface Columns {
  readonly names: readonly string[]
  readonly label: number
  readonly paid: number
}

/** The finds of a text whose first line is a header with a column of keys; undefined otherwise. */
export function csvKeys(text: string): Find[] | undefined {
  const start = /^\s{0,1000}/.exec(text)?.[0].length ?? 0
  const header = /^[^\r\n]{1,2000}/.exec(text.slice(start, start + 2000))?.[0] ?? ''
  for (const delimiter of DELIMITERS) {
    const names = parseCsv(header, delimiter)[0]?.fields ?? []
    if (names.length < 2 || !names.some(isKeyName)) continue
    const columns = {
      names,
      label: names.findIndex(isLabelName),
      paid: names.findIndex((name) => !isKeyName(name) && saysPaid(name)),
    }
    return parseCsv(text, delimiter).flatMap((record) => findsOf(record, columns))
  }
  return undefined
}

function findsOf({ fields, line }: CsvRecord, columns: Columns): Find[] {
  if (fields.every((cell) => cell === '')) return []
  const label = labelOf(unguarded(fields[columns.label] ?? ''))
  const paid = isTrue(fields[columns.paid] ?? '')
  const cells = fields.flatMap((cell, index) => {
    // A key in the label's column stays one: it must be neither shown as a label nor lost.
    if (cell === '' || (index === columns.label && label !== '')) return []
    const name = index === columns.label ? '' : (columns.names[index] ?? '')
    return underName(name, lineKeys(cell, line))
  })
  return cells.map((find) => ({ ...find, label: label || find.label, paid: find.paid || paid }))
}

/** The label before the quote that keeps a spreadsheet from running it as a formula. */
function unguarded(label: string): string {
  return /^'+[=+@-]/.test(label) ? label.slice(1) : label
}
