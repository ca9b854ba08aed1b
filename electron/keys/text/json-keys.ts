/** Keys in JSON: arrays of keys, objects with a key and its name, settings files. */
import { isObject } from '../../shared/is-object.ts'
import type { Find } from './candidate.ts'
import { isLabelName, isTrue } from './field-names.ts'
import { labelOf, saysPaid } from './label.ts'
import { lineKeys } from './line-keys.ts'
import { underName } from './setting-name.ts'

/** A value still to be looked at, and what has been said about it on the way down. */
interface Visit {
  readonly value: unknown
  readonly name: string
  readonly label: string
  readonly paid: boolean
}

/** The finds of a text that is JSON as a whole; undefined when it is not. */
export function jsonKeys(text: string): Find[] | undefined {
  if (!/^\s{0,1000}[[{"]/.test(text)) return undefined
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  return collect(value, linesOfStrings(text))
}

/** Without recursion: a text may be nested deeper than the stack is. */
function collect(root: unknown, lines: ReadonlyMap<string, number[]>): Find[] {
  const finds: Find[] = []
  const open: Visit[] = [{ value: root, name: '', label: '', paid: false }]
  for (let visit = open.pop(); visit !== undefined; visit = open.pop()) {
    const { value } = visit
    if (typeof value === 'string') {
      for (const find of findsOf(value, visit, lines)) finds.push(find)
    } else for (const inner of innerOf(value, visit).toReversed()) open.push(inner)
  }
  return finds
}

function innerOf(value: unknown, visit: Visit): Visit[] {
  if (Array.isArray(value)) return value.map((entry: unknown) => ({ ...visit, value: entry }))
  return isObject(value) ? fieldsOf(value, visit) : []
}

function findsOf(text: string, visit: Visit, lines: ReadonlyMap<string, number[]>): Find[] {
  const line = lines.get(text)?.shift() ?? 1
  return underName(visit.name, lineKeys(text)).map((find) => {
    const paid = find.paid || visit.paid
    return { ...find, line, label: visit.label || find.label, paid }
  })
}

function fieldsOf(value: Record<string, unknown>, outer: Visit): Visit[] {
  const fields = Object.entries(value)
  const named = fields.find(([name, field]) => isLabelName(name) && typeof field === 'string')
  const ownLabel = typeof named?.[1] === 'string' ? labelOf(named[1]) : ''
  const label = ownLabel || outer.label
  const paid = outer.paid || fields.some(([name, field]) => saysPaid(name) && isTrue(field))
  return fields
    .filter((field) => field !== named || ownLabel === '')
    .map((field) => ({ value: field[1], name: field === named ? '' : field[0], label, paid }))
}

/** Where each string of a JSON text stands, in order; a name and a value may be alike. */
function linesOfStrings(text: string): Map<string, number[]> {
  const lines = new Map<string, number[]>()
  let line = 1
  let at = 0
  for (let start = text.indexOf('"'); start !== -1; start = text.indexOf('"', at)) {
    line += text.slice(at, start).split('\n').length - 1
    const end = endOfString(text, start)
    at = end + 1
    // What follows a name is never a key.
    if (end - start < 5 || /^\s{0,9}:/.test(text.slice(at, at + 10))) continue
    const decoded: unknown = JSON.parse(text.slice(start, at))
    const known = lines.get(String(decoded))
    if (known === undefined) lines.set(String(decoded), [line])
    else known.push(line)
  }
  return lines
}

function endOfString(text: string, start: number): number {
  let end = start + 1
  while (text.charAt(end) !== '"') end += text.charAt(end) === '\\' ? 2 : 1
  return end
}
