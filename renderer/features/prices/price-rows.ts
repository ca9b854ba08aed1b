/** The table of prices while a person edits it (pure). */
import { type Price, priceOf, type Prices } from '../../../electron/shared/prices.ts'

/** What stands in a field: a number, or whatever was typed instead. */
export type Field = number | string

export interface PriceRow {
  /** Stays the same while the name is typed. */
  id: string
  /** Beginning of a model's name. */
  name: string
  origin: 'own' | 'list' | 'unknown'
  /** Whether the name is still to be typed. */
  isNamed: boolean
  input: Field
  output: Field
  cached: Field
}

export type PriceField = 'input' | 'output' | 'cached'
export const priceFields: readonly PriceField[] = ['input', 'output', 'cached']

const DEAREST = 10_000

/** A person's own prices, then the models that were used lately. */
export function rowsOf(own: Prices, used: readonly string[]): PriceRow[] {
  const names = [...new Set([...Object.keys(own), ...used.filter((name) => name !== '')])]
  return names.map((name) => rowOf(name, own))
}

function rowOf(name: string, own: Prices): PriceRow {
  const mine = own[name]
  const price = mine ?? priceOf(name, own)
  const origin = mine === undefined ? (price === undefined ? 'unknown' : 'list') : 'own'
  const { input, output, cached } = price ?? { input: '', output: '', cached: '' }
  return { id: name, name, origin, isNamed: true, input, output, cached }
}

/** A row with something typed into it, which makes it the person's own. */
export function edited(row: PriceRow, change: Partial<Pick<PriceRow, PriceField | 'name'>>) {
  return { ...row, ...change, origin: 'own' as const }
}

/** A row to be filled in. */
export function emptyRow(id: string): PriceRow {
  return { id, name: '', origin: 'own', isNamed: false, input: '', output: '', cached: '' }
}

/** The rows without a person's own price of one; what was used keeps its list price. */
export function withoutOwn(rows: readonly PriceRow[], id: string, used: readonly string[]) {
  return rows.flatMap((row) => {
    if (row.id !== id) return [row]
    return used.includes(row.name) ? [rowOf(row.name, {})] : []
  })
}

/** What is wrong with the fields of a row. */
export type Faults = Partial<Record<PriceField, 'price'> & Record<'name', 'name' | 'twice'>>

/** The rows that cannot be saved as they are, by their ids. */
export function faultsOf(rows: readonly PriceRow[]): Map<string, Faults> {
  const own = rows.filter(({ origin }) => origin === 'own')
  const found = own.map((row): [string, Faults] => {
    const name = row.name.trim()
    const isTwice = rows.some((other) => other.id !== row.id && other.name.trim() === name)
    const faults: Faults = {}
    if (name === '') faults.name = 'name'
    else if (isTwice && !row.isNamed) faults.name = 'twice'
    for (const field of priceFields) if (!isPrice(row[field])) faults[field] = 'price'
    return [row.id, faults]
  })
  return new Map(found.filter(([, faults]) => Object.keys(faults).length > 0))
}

/** The prices that are a person's own, of rows without faults. */
export function pricesOf(rows: readonly PriceRow[]): Record<string, Price> {
  const own = rows.filter(({ origin }) => origin === 'own')
  const prices = own.map(({ name, input, output, cached }): [string, Price] => [
    name.trim(),
    { input: Number(input), output: Number(output), cached: Number(cached) },
  ])
  return Object.fromEntries(prices)
}

function isPrice(field: Field): boolean {
  return field !== '' && Number(field) >= 0 && Number(field) <= DEAREST
}
