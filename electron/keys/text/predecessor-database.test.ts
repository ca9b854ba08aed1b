import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newerKey, olderKey } from './keys.fixture.ts'
import { readPredecessorDatabase } from './predecessor-database.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'predecessor-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** The bytes of a database file after some statements. */
function fileOf(...statements: string[]): Uint8Array {
  const path = join(folder, 'default_db')
  const database = new DatabaseSync(path)
  for (const statement of statements) database.exec(statement)
  database.close()
  return readFileSync(path)
}

const table = `CREATE TABLE t_settings (id INTEGER PRIMARY KEY AUTOINCREMENT,
  key VARCHAR(100) NOT NULL UNIQUE, value TEXT, description VARCHAR(255),
  created_at DATETIME, updated_at DATETIME)`

function row(key: string, value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return `INSERT INTO t_settings (key, value) VALUES ('${key}', '${text}')`
}

const filled = [
  table,
  row('API_KEYS', [olderKey(1), newerKey(2)]),
  row('PAID_KEY', olderKey(3)),
  row('ALLOWED_TOKENS', ['mine']),
  row('AUTH_TOKEN', 'admin-of-mine'),
  row('MAX_FAILURES', '7'),
  row('SHOW_SEARCH_LINK', 'false'),
  row('TEST_MODEL', 'gemini-1.5-flash'),
  row('THINKING_BUDGET_MAP', { a: 1 }),
  `INSERT INTO t_settings (key, value) VALUES ('BASE_URL', NULL)`,
]

const expected = {
  kind: 'read',
  candidates: [
    { kind: 'key', secret: olderKey(1), paid: false },
    { kind: 'key', secret: newerKey(2), paid: false },
    { kind: 'key', secret: olderKey(3), paid: true },
  ],
  accessTokens: ['mine'],
  adminToken: 'admin-of-mine',
  settings: { maxFailures: 7, showSearchLink: false },
  ignored: ['THINKING_BUDGET_MAP'],
  invalid: [],
}

describe('the database of the predecessor', () => {
  it('brings over keys, tokens and settings', () => {
    expect(readPredecessorDatabase(fileOf(...filled))).toMatchObject(expected)
  })

  it('is read in the mode with a WAL, too, and its bytes stay as they are', () => {
    const bytes = fileOf('PRAGMA journal_mode=WAL', ...filled)
    const before = Uint8Array.from(bytes)
    expect(bytes[18]).toBe(2)
    expect(readPredecessorDatabase(bytes)).toMatchObject(expected)
    expect(bytes).toEqual(Buffer.from(before))
  })

  it('may be empty', () => {
    expect(readPredecessorDatabase(fileOf(table))).toMatchObject({ candidates: [], settings: {} })
  })
})

describe('a file that is not one is refused', () => {
  const refused = (reason: string) => ({ kind: 'refused', reason })

  it.each([
    ['nothing', ''],
    ['a text', 'API_KEYS=[]'],
    ['a page', '<html>'.repeat(1000)],
  ])('%s', (_name, text) => {
    expect(readPredecessorDatabase(Buffer.from(text))).toEqual(refused('not-a-database'))
  })

  it('a database of something else', () => {
    expect(readPredecessorDatabase(fileOf('CREATE TABLE a (b)'))).toEqual(refused('no-settings'))
    expect(readPredecessorDatabase(fileOf('CREATE TABLE t_settings (b)'))).toEqual(
      refused('no-settings'),
    )
  })

  it('a view that would never end', () => {
    const endless = `CREATE VIEW t_settings AS WITH RECURSIVE n(key, value) AS
      (SELECT 'a', 1 UNION ALL SELECT 'a', value + 1 FROM n) SELECT key, max(value) AS value FROM n`
    expect(readPredecessorDatabase(fileOf(endless))).toEqual(refused('no-settings'))
  })

  it('one of which a part is missing or overwritten', () => {
    const whole = fileOf(...filled, row('CUSTOM_HEADERS', 'x'.repeat(50_000)))
    const cut = whole.subarray(0, 4096)
    expect(readPredecessorDatabase(cut)).toEqual(refused('damaged'))
    const overwritten = Uint8Array.from(whole).fill(0xff, 100)
    expect(readPredecessorDatabase(overwritten)).toEqual(refused('damaged'))
    expect(readPredecessorDatabase(whole.subarray(0, 50))).toEqual(refused('damaged'))
  })
})
