import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Migration, openDatabase, openOrSetAside, versionOf } from './database.ts'

let folder: string
let path: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gemini-balance-database-'))
  path = join(folder, 'a.sqlite')
})
afterEach(() => rmSync(folder, { recursive: true }))

const migrations: readonly Migration[] = [
  (database) => database.exec('CREATE TABLE things (id INTEGER)'),
  (database) => database.exec('ALTER TABLE things ADD COLUMN name TEXT'),
]

/** The migrations; as soon as somebody is about to run them, another service has done so. */
function overtaken(by: readonly Migration[]): readonly Migration[] {
  let isOvertaken = false
  return new Proxy(migrations, {
    get(list, name) {
      if (name === 'entries' && !isOvertaken) {
        isOvertaken = true
        const other = openDatabase(path, by)
        other.exec('INSERT INTO things (id) VALUES (1)')
        other.close()
      }
      const value: unknown = Reflect.get(list, name)
      return typeof value === 'function' ? value.bind(list) : value
    },
  })
}

describe('a file that two services open at the same moment', () => {
  it.each([
    ['all', migrations],
    ['one', migrations.slice(0, 1)],
  ])('is brought up to date once, when the other has made %s of the changes', (_, by) => {
    const { database, setAside } = openOrSetAside(path, overtaken(by), { nowMs: 0 })
    expect(setAside).toBeUndefined()
    expect(versionOf(database)).toBe(2)
    expect(database.prepare('SELECT id, name FROM things').all()).toEqual([{ id: 1, name: null }])
    database.close()
  })
})
