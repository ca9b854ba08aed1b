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

/** The prices that are a person's own, or what is wrong with them. */
export function pricesOf(
  rows: readonly PriceRow[],
): { prices: Record<string, Price> } | { wrong: 'invalid' | 'needsName' } {
  const own = rows.filter(({ origin }) => origin === 'own')
  const names = own.map(({ name }) => name.trim())
  if (names.includes('') || new Set(names).size < names.length) return { wrong: 'needsName' }
  if (own.some((row) => priceFields.some((field) => !isPrice(row[field])))) {
    return { wrong: 'invalid' }
  }
  const prices = own.map(({ name, input, output, cached }) => [
    name.trim(),
    { input: Number(input), output: Number(output), cached: Number(cached) },
  ])
  return { prices: Object.fromEntries(prices) as Record<string, Price> }
}

/** Whether a field holds a price. */
export function isPrice(field: Field): boolean {
  const price = typeof field === 'number' ? field : Number.parseFloat(field)
  return price >= 0 && price <= DEAREST
}
