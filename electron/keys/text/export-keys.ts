/** Writes keys into a text that this program and others read again. */
import { maskSecret } from '../../shared/redact.ts'
import { csvField } from './csv.ts'
import { labelOf } from './label.ts'

export const exportFormats = ['text', 'json', 'csv', 'env'] as const
export type ExportFormat = (typeof exportFormats)[number]

export interface ExportedKey {
  readonly secret: string
  readonly label: string
  readonly paid: boolean
}

/** A key as it goes into the text: `key` is the secret, or its masked form. */
interface Entry {
  readonly key: string
  readonly label: string
  readonly paid: boolean
}

const writers: Readonly<Record<ExportFormat, (entries: readonly Entry[]) => string>> = {
  text: (entries) => lines(entries.map(textLine)),
  json: (entries) => `${JSON.stringify(entries, null, 2)}\n`,
  csv: (entries) => ['key,label,paid', ...entries.map(csvLine), ''].join('\r\n'),
  env: (entries) => lines(envLines(entries)),
}

/**
 * Keys in one of the formats, whole with `reveal`, else masked. `findKeys` reads a revealed text back
 * to the same secrets, labels (on one line) and paid marks.
 */
export function exportKeys(
  keys: readonly ExportedKey[],
  format: ExportFormat,
  { reveal }: { reveal: boolean },
): string {
  const entries = keys.map(({ secret, label, paid }) => {
    return { key: reveal ? secret : maskSecret(secret), label: labelOf(label), paid }
  })
  return writers[format](entries)
}

function textLine({ key, label, paid }: Entry): string {
  return `${paid ? 'paid: ' : ''}${key}${remark(label)}`
}

function remark(label: string): string {
  return label === '' ? '' : ` # ${label}`
}

function csvLine({ key, label, paid }: Entry): string {
  // A spreadsheet would run what begins like a formula.
  const guarded = /^'*[=+@-]/.test(label) ? `'${label}` : label
  return [csvField(key), csvField(guarded), String(paid)].join(',')
}

/** As the service reads it: a list of free keys, and one line for each paid key. */
function envLines(entries: readonly Entry[]): string[] {
  const free = entries.filter(({ paid }) => !paid)
  const paid = entries.filter((entry) => entry.paid)
  const labels = free.map(({ label }) => label)
  return [
    `API_KEYS=${JSON.stringify(free.map(({ key }) => key))}`,
    ...(labels.some((label) => label !== '') ? [`# labels: ${JSON.stringify(labels)}`] : []),
    ...(paid.length > 1 ? ['# A service uses the last PAID_KEY; an import takes them all.'] : []),
    ...paid.map(({ key, label }) => `PAID_KEY=${key}${remark(label)}`),
  ]
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join('')
}
