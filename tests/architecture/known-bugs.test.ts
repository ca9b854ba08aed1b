import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const root = join(import.meta.dirname, '..', '..')

/** How many bugs of other proxies conformance E lists; each is a row with a number. */
const ROWS = 42

/** Row numbers in names of tests, such as `'B6/E29: …'`. */
function rowsNamedIn(source: string): number[] {
  const names = source.match(/['"`](?:[A-H]\d[\w.]*\/)*E\d[^'"`]*/g) ?? []
  return names.flatMap((name) => [...name.matchAll(/\bE(\d+)\b/g)].map(([, row]) => Number(row)))
}

it('every known bug of other proxies has a test that names it', () => {
  const files = globSync('{electron,tests}/**/*.test.ts', { cwd: root })
  const named = new Set(
    files.flatMap((file) => rowsNamedIn(readFileSync(join(root, file), 'utf8'))),
  )
  const rows = Array.from({ length: ROWS }, (_, at) => at + 1)
  expect(rows.filter((row) => !named.has(row))).toEqual([])
})
