import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { keyMigrations, openKeyFile } from './key-file.ts'
import { fromRow } from './key-row.ts'
import { newPooledKey } from './pooled-key.ts'
import { toStored } from './stored-key.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'key-file-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

it.each(keyMigrations.map((_, at) => at + 1))(
  'keys that version %i of the file has kept are read and kept by this one',
  (version) => {
    const path = join(folder, 'keys.sqlite')
    const old = new DatabaseSync(path)
    for (const migrate of keyMigrations.slice(0, version)) migrate(old)
    old.exec(`PRAGMA user_version=${version}`)
    old
      .prepare(
        `INSERT INTO keys (id, added_order, added_at_ms, label, note, tags, enabled, paid, weight,
           priority, failures, models, successes, failed_calls)
         VALUES ('0123456789abcdef', 1, 5, 'Mine', '', '[]', 1, 0, 1, 0, 0, '[]', 7, 2)`,
      )
      .run()
    old.close()
    const { file, setAside } = openKeyFile(path, { nowMs: 0 })
    expect(setAside).toBeUndefined()
    const [kept] = file.rows().map(fromRow)
    expect(kept).toMatchObject({ label: 'Mine', totals: { successes: 7, failures: 2 } })
    expect(kept?.dayLimits).toEqual(new Map())
    const dayLimits = new Map([['gemini-3.8-flash', 250]])
    const added = { ...newPooledKey('new-key', { atMs: 6, order: 2 }), dayLimits }
    file.write([toStored(added)], [])
    expect(file.rows().map(fromRow)[1]?.dayLimits).toEqual(dayLimits)
    file.close()
  },
)
