import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contentOf, type SettingsMigration, understand } from './settings-migrations.ts'
import { resolveSettings } from './shared/resolve-settings.ts'

/** As two releases might do it: a new name, then a new unit. */
const renamed: SettingsMigration = ({ listenPort, ...rest }) =>
  listenPort === undefined ? rest : { port: listenPort, ...rest }
const inSeconds: SettingsMigration = ({ timeoutMs, ...rest }) =>
  typeof timeoutMs === 'number' ? { idleTimeoutSeconds: timeoutMs / 1000, ...rest } : rest
const migrations = [renamed, inSeconds]

describe('settings of an older version', () => {
  it.each([
    [{ listenPort: 9, timeoutMs: 5000 }, 1],
    [{ version: 1, listenPort: 9, timeoutMs: 5000 }, 1],
    [{ version: 2, port: 9, timeoutMs: 5000 }, 2],
  ])('%j are brought up to today, from where they are', (content, version) => {
    expect(understand(content, migrations)).toEqual({
      values: { port: 9, idleTimeoutSeconds: 5 },
      version,
      age: 'older',
      unusable: [],
    })
  })

  it('keep what a person has already written in the new form', () => {
    expect(understand({ listenPort: 9, port: 7 }, migrations).values).toEqual({ port: 7 })
  })
})

it('settings of today stay as they are, odd versions included', () => {
  for (const version of [undefined, 'two', 0, -1, 1.5, null]) {
    expect(understand({ version, port: 9 }, []).values).toEqual({ port: 9 })
  }
  expect(understand({ version: 3, listenPort: 9 }, migrations)).toMatchObject({
    values: { listenPort: 9 },
    age: 'current',
  })
})

it('of a newer version all counts that still can', () => {
  const newer = { version: 9, port: { main: 1 }, host: '::1', keyStrategy: 'by-phase', soon: [1] }
  const { values, age, unusable } = understand(newer, migrations)
  expect({ values, age }).toEqual({ values: { host: '::1', soon: [1] }, age: 'newer' })
  expect(unusable).toEqual(['port', 'keyStrategy'])
})

describe('whatever the file holds', () => {
  const content = fc.dictionary(
    fc.oneof(fc.constantFrom('version', 'port', 'listenPort', 'timeoutMs', 'host'), fc.string()),
    fc.jsonValue(),
  )

  it('nothing is lost or done twice', () => {
    fc.assert(
      fc.property(content, (given) => {
        const before = structuredClone(given)
        const { values, version, age } = understand(given, migrations)
        expect(given).toEqual(before)
        if (age === 'newer') return
        const again = understand(contentOf(values, 3), migrations)
        expect(again).toEqual({ values, version: 3, age: 'current', unusable: [] })
        const old = ['version', 'listenPort', 'timeoutMs']
        for (const name of Object.keys(given).filter(
          (each) => !old.includes(each) || version === 3,
        )) {
          if (name !== 'version') expect(values[name]).toEqual(given[name])
        }
      }),
    )
  })

  it('a newer file never keeps the service from starting', () => {
    fc.assert(
      fc.property(content, (given) => {
        const { values } = understand({ ...given, version: 99 }, migrations)
        expect(() => resolveSettings({ flags: {}, environment: {}, file: values })).not.toThrow()
      }),
    )
  })
})
