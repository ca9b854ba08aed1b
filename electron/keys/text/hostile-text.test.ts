import { describe, expect, it } from 'vitest'
import { findKeys, MAX_TEXT_LENGTH } from './find-keys.ts'
import { olderKey } from './keys.fixture.ts'

const SIZE = 1_000_000
const key = olderKey(1)

function filled(unit: string, length = SIZE): string {
  return unit.repeat(Math.ceil(length / unit.length)).slice(0, length)
}

/** Texts on which a search that goes back over what it has read would take minutes. */
const texts: readonly [string, string][] = [
  ['one endless word', filled('a1')],
  ['one endless key', `AIza${filled('a1')}`],
  ['beginnings of keys', filled('AIza')],
  ['beginnings of keys and commas', filled('AIza,')],
  ['blanks', filled(' ')],
  ['blanks before a name', `${filled(' ')}x : y`],
  ['line breaks', filled('\r\n')],
  ['line breaks of another time', filled('\r')],
  ['quotes', filled('"')],
  ['escaped quotes', `"${filled('\\"')}"`],
  ['backslashes', filled('\\')],
  ['colons', filled(':')],
  ['equals signs and quotes', filled("='")],
  ['open brackets', filled('[')],
  ['nested arrays', filled('[', SIZE / 2) + filled(']', SIZE / 2)],
  ['nested objects', filled('{"key":')],
  ['full stops', filled('.')],
  ['decoration', filled('*_~-+')],
  ['slashes', filled('/')],
  ['hashes', filled('#')],
  ['labels for nothing', `API_KEYS=[]\n${filled('# labels: ["a"]\n')}`],
  ['lists never closed', filled('API_KEYS=[\n')],
  ['a table of quotes', `key,label\n${filled('"",')}`],
  ['a table with a quote never closed', `key,label\n"${filled('""a,\n')}`],
  ['a table of empty lines', `key,label\n${filled('\n')}`],
  ['a table with one endless row', `key,label\n${filled(',')}`],
  ['dotted words', filled('a1a1a1a1.')],
  ['masks', filled('AIza…')],
]

// A second or so each; on a busy machine more, but never the minutes of a search that goes back.
describe('a megabyte is read in one go, and a key in it is found', { timeout: 60_000 }, () => {
  it.each(texts)('%s', (_name, text) => {
    expect(findKeys(text)).toMatchObject({ kind: 'found' })
    const found = findKeys(`${text}\n\n"${key}"\n`)
    if (found.kind !== 'found') throw new Error(found.kind)
    const secrets = found.candidates.map((entry) => (entry.kind === 'key' ? entry.secret : ''))
    expect(secrets).toContain(key)
  })

  it('all keys on one line, each with a name', () => {
    const unit = (number: number) => `name${number}: ${olderKey(number)}`
    const text = Array.from({ length: 80_000 }, (_, index) => unit(index)).join(', ')
    const found = findKeys(text)
    if (found.kind !== 'found') throw new Error(found.kind)
    expect(found.candidates).toHaveLength(80_000)
    expect(found.candidates.at(-1)).toMatchObject({ label: 'name79999', secret: olderKey(79_999) })
  })

  it('as much JSON as is allowed, on a single line', () => {
    const one = JSON.stringify({ name: 'a', key })
    const count = Math.floor((MAX_TEXT_LENGTH - 2) / (one.length + 1))
    const found = findKeys(`[${Array.from({ length: count }, () => one).join()}]`)
    if (found.kind !== 'found') throw new Error(found.kind)
    expect(found.candidates).toHaveLength(count)
  })
})
