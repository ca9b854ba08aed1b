import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openSettingsFile, type SettingsFile } from './settings-file.ts'
import type { SettingsMigration } from './settings-migrations.ts'
import { SettingError } from './shared/settings.ts'

let folder = ''
let path = ''
let opened: SettingsFile[] = []

function open(dataDir = folder): SettingsFile {
  const file = openSettingsFile(dataDir, { pollIntervalMs: 10 })
  opened.push(file)
  return file
}
const setAside = ({ remarks: [remark = ''] }: SettingsFile): string =>
  /kept as (.+);/.exec(remark)?.[1] ?? ''
const onDisk = (): unknown => JSON.parse(readFileSync(path, 'utf8'))

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'settings-file-'))
  path = join(folder, 'settings.json')
  opened = []
})
afterEach(() => {
  for (const file of opened) file.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('settings.json', () => {
  it('is not created by reading it', () => {
    const file = open()
    expect(file.values()).toEqual({})
    expect(file.path).toBe(path)
    expect(file.remarks).toEqual([])
    expect(readdirSync(folder)).toEqual([])
  })

  it('keeps what is set, beside everything else it holds', () => {
    writeFileSync(path, '\uFEFF{"port": 1, "future.thing": {"x": 1}}')
    const file = open()
    expect(file.values()).toEqual({ port: 1, 'future.thing': { x: 1 } })
    file.set({ port: 2, searchModels: ['a'] })
    const expected = { port: 2, 'future.thing': { x: 1 }, searchModels: ['a'] }
    expect(file.values()).toEqual(expected)
    expect(onDisk()).toEqual(expected)
    expect(open().values()).toEqual(expected)
  })

  it('is created, with its folder, by the first setting', () => {
    path = join(folder, 'not', 'yet', 'settings.json')
    open(join(folder, 'not', 'yet')).set({ port: 5 })
    expect(onDisk()).toEqual({ port: 5 })
  })

  it.each(['{"port": 80', '', 'null', '[1]', '"text"', '7'])(
    'holding %j is moved aside, whole, and the service starts with the defaults',
    (text) => {
      writeFileSync(path, text)
      const file = open()
      expect(file.values()).toEqual({})
      expect(setAside(file)).toMatch(/settings\.corrupt-\d{4}-\d\d-\d\dT[\d.-]+Z\.json$/)
      expect(readFileSync(setAside(file), 'utf8')).toBe(text)
      expect(existsSync(path)).toBe(false)
      file.set({ port: 1 })
      expect(onDisk()).toEqual({ port: 1 })
    },
  )

  it('moved aside twice in one moment loses neither', () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    try {
      writeFileSync(path, 'first')
      const first = setAside(open())
      writeFileSync(path, 'second')
      const second = setAside(open())
      expect(readFileSync(first, 'utf8')).toBe('first')
      expect(readFileSync(second, 'utf8')).toBe('second')
    } finally {
      vi.useRealTimers()
    }
  })

  it('that cannot be read at the start is an error, not a set of defaults', () => {
    mkdirSync(path)
    expect(open).toThrow(new SettingError(`${path} cannot be read: it is a folder`))
  })

  it('that cannot be written leaves everything as it was and says why', () => {
    const file = open()
    file.set({ port: 1 })
    renameSync(folder, `${folder}-gone`)
    writeFileSync(folder, 'a file where the folder was')
    try {
      expect(() => file.set({ port: 2 })).toThrow(SettingError)
      expect(() => file.set({ port: 2 })).toThrow(/cannot be written: part of its path/)
      expect(file.values()).toEqual({ port: 1 })
    } finally {
      rmSync(folder)
      renameSync(`${folder}-gone`, folder)
    }
    expect(onDisk()).toEqual({ port: 1 })
  })
})

describe('settings.json edited while the service runs', () => {
  it('is read again, also when the editor has just created or replaced it', async () => {
    const file = open()
    const onChange = vi.fn<() => void>()
    file.onChange(onChange)
    writeFileSync(path, '{"port": 1}')
    await vi.waitFor(() => expect(file.values()).toEqual({ port: 1 }), { timeout: 3000 })
    writeFileSync(`${path}.tmp`, '{"port": 2}')
    renameSync(`${path}.tmp`, path)
    await vi.waitFor(() => expect(file.values()).toEqual({ port: 2 }), { timeout: 3000 })
    expect(onChange).toHaveBeenCalledTimes(2)
  })

  it('tells of a change by `set` at once, and of none where nothing changed', () => {
    const file = open()
    const onChange = vi.fn<() => void>()
    const stop = file.onChange(onChange)
    file.set({ port: 1 })
    file.set({ port: 1 })
    expect(onChange).toHaveBeenCalledTimes(1)
    stop()
    file.set({ port: 2 })
    expect(onChange).toHaveBeenCalledTimes(1)
  })

  it('and broken keeps the last good values, tells so, is never overwritten, and heals', async () => {
    writeFileSync(path, '{"port": 1}')
    const file = open()
    const problems: string[] = []
    file.onProblem((message) => problems.push(message))
    writeFileSync(path, '{"port": 2,')
    await vi.waitFor(() => expect(problems).not.toEqual([]), { timeout: 3000 })
    expect(problems[0]).toBe(`${path} cannot be read: it is not a JSON object`)
    expect(file.values()).toEqual({ port: 1 })
    expect(() => file.set({ port: 3 })).toThrow(SettingError)
    expect(readFileSync(path, 'utf8')).toBe('{"port": 2,')
    writeFileSync(path, '{"port": 2}')
    await vi.waitFor(() => expect(file.values()).toEqual({ port: 2 }), { timeout: 3000 })
  })

  it('and made unreadable keeps the last good values and tells so', async () => {
    writeFileSync(path, '{"port": 1}')
    const file = open()
    const problems: string[] = []
    file.onProblem((message) => problems.push(message))
    rmSync(path)
    mkdirSync(path)
    await vi.waitFor(() => expect(problems).not.toEqual([]), { timeout: 3000 })
    expect(problems[0]).toBe(`${path} cannot be read: it is a folder`)
    expect(file.values()).toEqual({ port: 1 })
  })
})

describe('settings.json of another version', () => {
  const migrations: SettingsMigration[] = [
    ({ listenPort, ...rest }) => (listenPort === undefined ? rest : { port: listenPort, ...rest }),
  ]
  const openWith = (): SettingsFile => {
    const file = openSettingsFile(folder, { pollIntervalMs: 10, migrations })
    opened.push(file)
    return file
  }

  it('older: is brought up to date once, and the original is kept beside it', () => {
    const original = '{"listenPort": 9, "own": true}'
    writeFileSync(path, original)
    const file = openWith()
    expect(file.values()).toEqual({ port: 9, own: true })
    expect(onDisk()).toEqual({ version: 2, port: 9, own: true })
    expect(file.remarks).toEqual([expect.stringContaining('brought up to date')])
    expect(readFileSync(join(folder, 'settings.v1.json'), 'utf8')).toBe(original)
    expect(openWith().remarks).toEqual([])
  })

  it('older: counts in its new form although the disk cannot be written', () => {
    writeFileSync(path, '{"listenPort": 9}')
    // A folder of that name cannot be overwritten by a copy; root may write anything else.
    mkdirSync(join(folder, 'settings.v1.json'))
    const file = openWith()
    expect(file.values()).toEqual({ port: 9 })
    expect(file.remarks).toEqual([expect.stringContaining('could not be rewritten')])
    expect(onDisk()).toEqual({ listenPort: 9 })
  })

  it('newer: is used as far as it can be, and keeps everything it holds', () => {
    const newer = { version: 7, port: { main: 1 }, host: '::1', soon: [1] }
    writeFileSync(path, JSON.stringify(newer))
    const file = openWith()
    expect(file.values()).toEqual({ host: '::1', soon: [1] })
    expect(file.remarks).toEqual([expect.stringMatching(/version 7.*port/)])
    file.set({ maxRetries: 5 })
    file.remove(['host'])
    const { host: _removed, ...kept } = newer
    expect(onDisk()).toEqual({ ...kept, maxRetries: 5 })
  })
})
