import {
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { RotatingFileStream } from 'rotating-file-stream'
import { mountDisk, whyNoDisk } from '../../tests/process/small-disk.ts'
import { createLogFiles, type LogFiles } from './log-files.ts'

const NOW_MS = Date.UTC(2026, 10, 23, 12)

let parent: string
let folder: string
let problems: (string | undefined)[]
let days: number
let megabytes: number
let nowMs: number

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'gemini-balance-logs-'))
  folder = join(parent, 'logs')
  problems = []
  days = 7
  megabytes = 10
  nowMs = NOW_MS
})
afterEach(() => rmSync(parent, { recursive: true, force: true }))

const open = (): LogFiles =>
  createLogFiles({
    folder,
    days: () => days,
    megabytes: () => megabytes,
    nowMs: () => nowMs,
    onProblem: (problem) => problems.push(problem),
  })

describe('the log on disk', () => {
  it('has every line, over restarts', async () => {
    for (const text of ['one\n', 'two\n']) {
      const files = open()
      files.write(text)
      await files.close()
    }
    expect(readFileSync(join(folder, 'service.log'), 'utf8')).toBe('one\ntwo\n')
  })

  it('does not grow beyond its size', async () => {
    const line = `${'x'.repeat(1023)}\n`
    for (let megabyte = 0; megabyte < 14; megabyte += 1) {
      const files = open()
      for (let n = 0; n < 1024; n += 1) files.write(line)
      await files.close()
    }
    const logs = readdirSync(folder).filter((name) => name.endsWith('.log'))
    const sizes = logs.map((name) => statSync(join(folder, name)).size)
    expect(logs.length).toBeGreaterThan(3)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(2.1 * 1024 * 1024)
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThanOrEqual(12 * 1024 * 1024)
  })

  it('keeps to another size as soon as a person wants that', async () => {
    const files = open()
    const paths = () => readdirSync(folder).map((name) => join(folder, name))
    const fill = async (mark: string, kilobytes: number) => {
      for (let n = 0; n < kilobytes; n += 1) files.write(`${'x'.repeat(1023)}\n`)
      files.write(`${mark}\n`)
      await vi.waitFor(() => {
        expect(paths().some((path) => readFileSync(path, 'utf8').endsWith(`${mark}\n`))).toBe(true)
      }, 5000)
    }
    const size = () => paths().reduce((sum, path) => sum + statSync(path).size, 0)
    for (const mark of ['one', 'two', 'three', 'four']) await fill(mark, 1500)
    expect(size()).toBeGreaterThan(5.5 * 1024 * 1024)
    megabytes = 1
    for (const mark of ['five', 'six', 'seven', 'eight', 'nine']) await fill(mark, 400)
    await files.close()
    expect(size()).toBeLessThan(2.5 * 1024 * 1024)
    expect(problems).toEqual([])
  })

  it('loses files that are older than its days, and no others', async () => {
    const first = open()
    first.write('one\n')
    await first.close()
    const age = (name: string, dayCount: number) => {
      writeFileSync(join(folder, name), 'old\n')
      const seconds = NOW_MS / 1000 - dayCount * 86_400
      utimesSync(join(folder, name), seconds, seconds)
    }
    age('service-2026-11-15.log', 8)
    age('service-2026-11-17.log', 6)
    age('mine.log', 100)
    const second = open()
    second.write('two\n')
    await second.close()
    expect(readdirSync(folder)).not.toContain('service-2026-11-15.log')
    expect(readdirSync(folder)).toEqual(
      expect.arrayContaining(['service.log', 'service-2026-11-17.log', 'mine.log']),
    )
  })

  it('is not there when a person wants none', async () => {
    days = 0
    const files = open()
    files.write('one\n')
    await files.close()
    expect(readdirSync(parent)).toEqual([])
  })

  it('loses old files as soon as a person wants fewer days, and all of them with none', async () => {
    const files = open()
    const add = (line: string) => files.write(`${line}\n`)
    const shown = () => (existsSync(folder) ? readdirSync(folder).filter(isLog).toSorted() : [])
    const isLog = (name: string) => name.endsWith('.log')
    add('one')
    await vi.waitFor(() => expect(shown()).toEqual(['service.log']), 5000)
    const old = join(folder, 'service-2026-11-20.log')
    writeFileSync(old, 'old\n')
    utimesSync(old, NOW_MS / 1000 - 3 * 86_400, NOW_MS / 1000 - 3 * 86_400)
    days = 2
    add('two')
    await vi.waitFor(() => expect(shown()).toEqual(['service.log']), 5000)
    days = 0
    add('three')
    await vi.waitFor(() => expect(shown()).toEqual([]), 5000)
    days = 2
    add('four')
    await files.close()
    expect(readFileSync(join(folder, 'service.log'), 'utf8')).toBe('four\n')
    expect(problems).toEqual([])
  })

  it('goes on in a new file when somebody deletes it, or its folder', async () => {
    const files = open()
    const path = join(folder, 'service.log')
    const text = () => (existsSync(path) ? readFileSync(path, 'utf8') : '')
    files.write('one\n')
    await vi.waitFor(() => expect(text()).toBe('one\n'), 5000)
    rmSync(path)
    files.write('two\n')
    await vi.waitFor(() => expect(text()).toBe('two\n'), 5000)
    rmSync(folder, { recursive: true })
    files.write('three\n')
    await files.close()
    expect(text()).toBe('three\n')
    expect(problems).toEqual([])
  })

  it('that cannot be written is told once, and tried again after a minute', async () => {
    writeFileSync(folder, 'a file where the folder should be')
    const files = open()
    files.write('lost\n')
    await vi.waitFor(() => expect(problems).toHaveLength(1))
    files.write('lost\n')
    rmSync(folder)
    nowMs += 61_000
    files.write('kept\n')
    await files.close()
    expect(readFileSync(join(folder, 'service.log'), 'utf8')).toBe('kept\n')
    expect(problems).toEqual([expect.stringContaining('The log cannot be written'), undefined])
  })

  it.skipIf(whyNoDisk !== undefined)(
    `on a full disk says so once, goes on when there is room, and says that too${
      whyNoDisk === undefined ? '' : ` (${whyNoDisk})`
    }`,
    async () => {
      using disk = mountDisk(2)
      folder = join(disk.dataDir, 'logs')
      const path = join(folder, 'service.log')
      const holds = (line: string) =>
        existsSync(path) && readFileSync(path, 'utf8').split('\n').includes(line)
      const files = open()
      await using _end = { [Symbol.asyncDispose]: () => files.close() }
      const add = async (line: string, isDone: () => boolean) => {
        nowMs += 61_000
        files.write(`${line}\n`)
        await vi.waitFor(() => expect(isDone()).toBe(true), 5000)
      }
      await add('one', () => holds('one'))
      disk.fill()
      // A part of it still fits into what the file has.
      await add('x'.repeat(9000), () => statSync(path).size > 4000)
      await add('lost', () => problems.length === 1)
      const given = vi.spyOn(RotatingFileStream.prototype, 'destroy')
      await add('lost', () => given.mock.calls.length > 0)
      given.mockRestore()
      disk.clear()
      await add('two', () => holds('two'))
      // The line may be read a moment before the writer hears that it is there.
      await vi.waitFor(() =>
        expect(problems).toEqual([expect.stringMatching(/cannot be written.*full/), undefined]),
      )
    },
  )
})
