import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openSettingsFile } from './settings-file.ts'
import { createSettingsStore, type SettingsStore } from './settings-store.ts'
import { SettingError, type Settings } from './shared/settings.ts'

let folder = ''
let path = ''
let opened: SettingsStore[] = []

function open(flags: Partial<Settings> = {}, environment: Partial<Settings> = {}): SettingsStore {
  const file = openSettingsFile(folder, { pollIntervalMs: 10 })
  try {
    const store = createSettingsStore({ flags, environment, file })
    opened.push(store)
    return store
  } catch (error) {
    file.close()
    throw error
  }
}
const onDisk = (): unknown => JSON.parse(readFileSync(path, 'utf8'))

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'settings-store-'))
  path = join(folder, 'settings.json')
  opened = []
})
afterEach(() => {
  for (const store of opened) store.close()
  rmSync(folder, { recursive: true })
})

describe('the settings in force', () => {
  it('come from flags, environment, file and defaults, and say so', () => {
    writeFileSync(path, '{"port": 3, "maxRetries": 7}')
    const store = open({ port: 1 }, { maxFailures: 9 })
    expect(store.current()).toMatchObject({ port: 1, maxFailures: 9, maxRetries: 7 })
    expect(store.sources()).toMatchObject({
      port: 'flag',
      maxFailures: 'environment',
      maxRetries: 'file',
      host: 'default',
    })
  })

  it('are refused at the start when the file holds a bad value', () => {
    writeFileSync(path, '{"port": "x"}')
    expect(() => open()).toThrow(/^settings\.json: "port" must be a whole number/)
  })
})

describe('resetting a setting', () => {
  it('takes it, and only it, out of the file, so that the default counts', () => {
    writeFileSync(path, '{"maxRetries": 8, "maxFailures": 9, "unknown": 1}')
    const store = open()
    const heard: number[] = []
    store.onChange((settings) => heard.push(settings.maxRetries))
    store.reset(['maxRetries'])
    expect(store.current()).toMatchObject({ maxRetries: 3, maxFailures: 9 })
    expect(store.sources().maxRetries).toBe('default')
    expect(onDisk()).toEqual({ maxFailures: 9, unknown: 1 })
    expect(heard).toEqual([3])
  })

  it('that the environment sets is refused', () => {
    const store = open({}, { maxFailures: 9 })
    expect(() => store.reset(['maxFailures'])).toThrow(/MAX_FAILURES/)
  })
})

describe('changing a setting', () => {
  it('writes it, and only it, to the file and tells the listeners', () => {
    const store = open({ port: 1 }, { maxFailures: 9 })
    const heard: number[] = []
    const stop = store.onChange((settings) => heard.push(settings.maxRetries))
    store.update({ maxRetries: 8 })
    store.update({ maxRetries: 8 })
    expect(store.current().maxRetries).toBe(8)
    expect(store.sources().maxRetries).toBe('file')
    expect(onDisk()).toEqual({ maxRetries: 8 })
    stop()
    store.update({ maxRetries: 9 })
    expect(heard).toEqual([8])
  })

  it('stores the value as the schema has it', () => {
    const store = open()
    store.update({ baseUrl: 'https://example.org/v1beta/' })
    expect(onDisk()).toEqual({ baseUrl: 'https://example.org/v1beta' })
  })

  const refused: [Record<string, unknown>, string][] = [
    [{ port: 2 }, 'port was set by a flag when the service started; change it there'],
    [
      { testModel: 'x', firstByteTimeoutSeconds: 2 },
      'firstByteTimeoutSeconds is set by TIME_OUT in the environment; change it there',
    ],
    [{ maxRetries: 0 }, 'maxRetries must be a whole number between 1 and 100, not 0'],
    [{ nonsense: 1 }, 'There is no setting "nonsense"'],
  ]
  it.each(refused)('to %j is refused and nothing is written', (patch, message) => {
    const store = open({ port: 1 }, { firstByteTimeoutSeconds: 30 })
    const before = store.current()
    expect(() => store.update(patch)).toThrow(new SettingError(message))
    expect(store.current()).toEqual(before)
    expect(() => readFileSync(path)).toThrow(/ENOENT/)
  })
})

describe('the file edited by hand while the service runs', () => {
  it('changes the settings', async () => {
    const store = open({ port: 1 })
    const heard: Settings[] = []
    store.onChange((settings) => heard.push(settings))
    writeFileSync(path, '{"port": 2, "maxRetries": 8}')
    await vi.waitFor(() => expect(heard).toHaveLength(1), { timeout: 3000 })
    expect(store.current()).toMatchObject({ port: 1, maxRetries: 8 })
  })

  it('to a bad value keeps the last good settings, says why, and can be mended by an update', async () => {
    writeFileSync(path, '{"maxRetries": 8}')
    const store = open()
    const problems: string[] = []
    store.onProblem((message) => problems.push(message))
    writeFileSync(path, '{"maxRetries": "many"}')
    await vi.waitFor(() => expect(problems).toHaveLength(1), { timeout: 3000 })
    expect(problems[0]).toMatch(/^settings\.json: "maxRetries" must be a whole number/)
    expect(store.current().maxRetries).toBe(8)
    expect(() => store.update({ maxFailures: 2 })).toThrow(/^settings\.json: "maxRetries"/)
    store.update({ maxRetries: 5 })
    expect(store.current().maxRetries).toBe(5)
  })

  it('to broken JSON keeps the last good settings and says why', async () => {
    writeFileSync(path, '{"maxRetries": 8}')
    const store = open()
    const problems: string[] = []
    store.onProblem((message) => problems.push(message))
    writeFileSync(path, '{')
    await vi.waitFor(() => expect(problems).toHaveLength(1), { timeout: 3000 })
    expect(problems[0]).toContain('it is not a JSON object')
    expect(store.current().maxRetries).toBe(8)
  })
})
