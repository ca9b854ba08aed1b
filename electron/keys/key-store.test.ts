import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { classify } from '../gemini/error.ts'
import type { Verdict } from '../gemini/error-rules.ts'
import { type KeyStore, KeyStoreError, openKeyStore } from './key-store.ts'
import { createKeyPool, type KeyPool } from './pool.ts'
import { keyId } from './pooled-key.ts'
import { fromStored } from './stored-key.ts'

// Put together at run time, so that no string of the shape of a real key is ever committed.
const SECRET = ['AIza', 'SyD-0123456789abcdefghijklmnopqrstu'].join('')
const suspended = classify(403, { message: `Consumer 'api_key:${SECRET}' has been suspended.` })
const perDay = classify(429, { details: [{ violations: [{ quotaId: 'PerDay' }] }] })

let dataDir = ''
let path = ''
const open: KeyStore[] = []

beforeEach(() => {
  vi.useFakeTimers({
    now: Date.UTC(2026, 10, 23, 12),
    toFake: ['setTimeout', 'clearTimeout', 'Date'],
  })
  dataDir = mkdtempSync(join(tmpdir(), 'gemini-balance-keys-'))
  path = join(dataDir, 'keys.sqlite')
})
afterEach(() => {
  for (const store of open.splice(0)) store.close()
  vi.useRealTimers()
  rmSync(dataDir, { recursive: true, force: true })
})

function newPool(): KeyPool {
  const settings = { maxFailures: 3, keyStrategy: 'balanced', paidKeyUse: 'always' } as const
  return createKeyPool({ nowMs: () => Date.now(), chance: () => 0, settings: () => settings })
}

function openStore(): { store: KeyStore; problems: string[] } {
  const store = openKeyStore(dataDir)
  open.push(store)
  const problems: string[] = []
  store.onProblem((message) => problems.push(message))
  return { store, problems }
}

/** One call with this very key that fails. */
function refuse(pool: KeyPool, id: string, verdict: Verdict): void {
  const acquired = pool.acquire({
    model: undefined,
    exclude: new Set(),
    preferredKeyId: id,
    preferPaid: pool.get(id)?.paid ?? false,
  })
  if (acquired.kind === 'none') throw new Error('no key is ready')
  expect(acquired.lease.keyId).toBe(id)
  acquired.lease.fail(verdict)
}

function use(pool: KeyPool, model = 'gemini-3.8-flash') {
  const acquired = pool.acquire({ model, exclude: new Set() })
  if (acquired.kind === 'none') throw new Error('no key')
  return acquired.lease
}

/** A second start of the program: what it finds, in the pool it makes of it. */
function restart(secrets: readonly string[]): KeyPool {
  const { store, problems } = openStore()
  const pool = newPool()
  const stored = new Map(store.load().map((key) => [key.id, key]))
  for (const secret of secrets) {
    const key = stored.get(keyId(secret))
    if (key !== undefined) pool.put(fromStored(key, secret))
  }
  expect(problems).toEqual([])
  return pool
}

function rows(file = path): Record<string, unknown>[] {
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    return database.prepare('SELECT * FROM keys ORDER BY added_order').all()
  } finally {
    database.close()
  }
}

describe('key store', () => {
  it('brings back everything that was said and learned after a restart', () => {
    const { store } = openStore()
    const pool = newPool()
    expect(store.load()).toEqual([])
    store.watch(pool)
    const [good, spent, dead] = pool.add(['key-good', 'key-spent', 'key-dead']).map(({ id }) => id)
    pool.update(good ?? '', { label: 'Mine', note: 'n', tags: ['a'], weight: 2, project: 'p1' })
    pool.update(spent ?? '', { paid: true, priority: 4 })
    use(pool).succeed()
    refuse(pool, spent ?? '', classify(401, { status: 'UNAUTHENTICATED' }))
    refuse(pool, dead ?? '', suspended)
    pool.acquire({ model: 'm', exclude: new Set(), preferredKeyId: good })
    store.close()

    const before = pool.list().map((status) => ({ ...status, inFlight: 0 }))
    const after = restart(['key-good', 'key-spent', 'key-dead']).list()
    const [, , told] = after
    expect(told?.lastError?.message).toBe("Consumer 'api_key:…' has been suspended.")
    expect(after.map(({ lastError: _lastError, ...status }) => status)).toEqual(
      before.map(({ lastError: _lastError, ...status }) => status),
    )
  })

  it('keeps a daily quota that ran out, for its model only', () => {
    const { store } = openStore()
    const pool = newPool()
    store.watch(pool)
    pool.add(['key-a'])
    use(pool).fail(perDay)
    store.close()
    const again = restart(['key-a'])
    expect(again.acquire({ model: 'gemini-3.8-flash', exclude: new Set() })).toMatchObject({
      kind: 'none',
      readyAtMs: Date.UTC(2026, 10, 24, 8),
    })
    expect(use(again, 'another').secret).toBe('key-a')
  })

  it('has no secret in any of its files, not in base64 either', () => {
    const { store } = openStore()
    const pool = newPool()
    store.watch(pool)
    const [key, other] = pool.add([SECRET, 'another'])
    const base64 = Buffer.from(`my keys:\n${SECRET}\n`).toString('base64')
    pool.update(key?.id ?? '', { note: `my key is ${SECRET}` })
    refuse(pool, key?.id ?? '', suspended)
    refuse(pool, other?.id ?? '', classify(403, { message: `You said ${base64}` }))
    store.flush()
    const files = readdirSync(dataDir)
    expect(files).toContain('keys.sqlite-wal')
    for (const file of files) {
      const text = readFileSync(join(dataDir, file), 'latin1')
      expect(text).not.toContain(SECRET.slice(0, 12))
      expect(text).not.toContain(base64.slice(12, 40))
    }
    expect(rows()).toHaveLength(2)
  })

  it('writes behind: once per half second, whatever happened in it', () => {
    const { store } = openStore()
    const pool = newPool()
    store.watch(pool)
    pool.add(['key-a', 'key-b'])
    expect(rows()).toHaveLength(0)
    vi.advanceTimersByTime(499)
    expect(rows()).toHaveLength(0)
    vi.advanceTimersByTime(1)
    expect(rows()).toHaveLength(2)
    use(pool).succeed()
    use(pool).succeed()
    expect(vi.getTimerCount()).toBe(1)
    vi.advanceTimersByTime(500)
    expect(rows().map((row) => row['successes'])).toEqual([1, 1])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('writes a pool of thousands a part at a time, so that no answer waits for it', () => {
    const { store } = openStore()
    const pool = newPool()
    store.watch(pool)
    pool.add(Array.from({ length: 250 }, (_, at) => `key-${at}`))
    vi.advanceTimersByTime(500)
    expect(rows()).toHaveLength(25)
    vi.advanceTimersByTime(250)
    expect(rows()).toHaveLength(75)
    pool.add(['one-more'])
    store.flush()
    expect(rows()).toHaveLength(251)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('follows a removal and its undoing', () => {
    const { store } = openStore()
    const pool = newPool()
    store.watch(pool)
    const [a] = pool.add(['key-a', 'key-b'])
    store.flush()
    const removed = pool.remove(a?.id ?? '')
    store.flush()
    expect(rows()).toHaveLength(1)
    if (removed !== undefined) pool.put(removed)
    store.flush()
    expect(rows()).toHaveLength(2)
  })

  it('writes a key that was removed with news of it unwritten, once it is back', () => {
    const { store } = openStore()
    const pool = newPool()
    store.watch(pool)
    const [a] = pool.add(['key-a'])
    store.flush()
    use(pool).succeed()
    const removed = pool.remove(a?.id ?? '')
    store.flush()
    expect(rows()).toHaveLength(0)
    if (removed !== undefined) pool.put(removed)
    store.flush()
    expect(rows().map((row) => row['successes'])).toEqual([1])
  })

  it('forgets a key that is in no pool, and keeps the others that are in none', () => {
    const first = openStore().store
    const pool = newPool()
    first.watch(pool)
    pool.add(['key-a', 'key-b'])
    first.close()
    const { store } = openStore()
    store.watch(newPool())
    store.forget(keyId('key-a'))
    store.close()
    expect(rows().map((row) => row['id'])).toEqual([keyId('key-b')])
  })

  it('stores keys that were in the pool before it was watched', () => {
    const { store } = openStore()
    const pool = newPool()
    pool.add(['key-a'])
    store.watch(pool)
    vi.advanceTimersByTime(500)
    expect(rows()).toHaveLength(1)
  })

  it('stops following when told, with the last change written', () => {
    const { store } = openStore()
    const pool = newPool()
    const stop = store.watch(pool)
    pool.add(['key-a'])
    stop()
    pool.add(['key-b'])
    vi.advanceTimersByTime(5000)
    expect(rows()).toHaveLength(1)
  })

  it('cuts a rest that a wrong clock made endless', () => {
    const { store } = openStore()
    const pool = newPool()
    store.watch(pool)
    const [key] = pool.add(['key-a'])
    vi.setSystemTime(Date.UTC(2030, 0, 1))
    refuse(pool, key?.id ?? '', classify(401, { status: 'UNAUTHENTICATED' }))
    store.close()
    vi.setSystemTime(Date.UTC(2026, 10, 23))
    expect(restart(['key-a']).list()[0]?.untilMs).toBe(Date.UTC(2026, 10, 24))
  })
})

describe('key store on a bad day', () => {
  it.each([
    ['text', () => writeFileSync(path, 'this is no database, whatever its name says'.repeat(99))],
    ['a torn file', () => truncateSync(path, 5000)],
    ['overwritten pages', () => writeFileSync(path, Buffer.alloc(40_000, 7), { flag: 'r+' })],
    ['the tables of another program', () => makeForeign(path)],
  ])('moves %s aside, says where to, and starts afresh', (_name, damage) => {
    const first = openStore().store
    const before = newPool()
    first.watch(before)
    before.add(Array.from({ length: 50 }, (_, n) => `key-${n}`))
    first.close()
    damage()
    const { store, problems } = openStore()
    expect(store.setAside).toBe(join(dataDir, 'keys.corrupt-2026-11-23T12-00-00.000Z.sqlite'))
    expect(existsSync(store.setAside ?? '')).toBe(true)
    expect([store.load(), problems]).toEqual([[], []])
    const pool = newPool()
    store.watch(pool)
    pool.add(['key-a'])
    store.close()
    expect(rows()).toHaveLength(1)
  })

  it('moves one damaged file never over another', () => {
    for (let n = 0; n < 2; n += 1) {
      writeFileSync(path, 'no database'.repeat(99))
      openStore().store.close()
    }
    const aside = 'keys.corrupt-2026-11-23T12-00-00.000Z'
    expect(readdirSync(dataDir)).toEqual(
      expect.arrayContaining([`${aside}.sqlite`, `${aside}-2.sqlite`]),
    )
  })

  it('moves a file of a later release aside unharmed', () => {
    const database = new DatabaseSync(path)
    database.exec('PRAGMA user_version=99')
    database.close()
    expect(openStore().store.setAside).toMatch(/keys\.newer-2026-11-23T12-00-00\.000Z\.sqlite$/)
  })

  it('leaves out rows that make no sense, says how many, and loads the others', () => {
    const first = openStore().store
    const pool = newPool()
    first.watch(pool)
    pool.add(['key-a', 'key-b', 'key-c'])
    first.close()
    const database = new DatabaseSync(path)
    database.prepare('UPDATE keys SET models = ? WHERE id = ?').run('{', keyId('key-b'))
    database.close()
    const { store, problems } = openStore()
    expect(store.load().map(({ id }) => id)).toEqual([keyId('key-a'), keyId('key-c')])
    expect(problems).toEqual([`${path}: 1 of 3 rows cannot be understood and were left out`])
  })

  it('tells once that it cannot write, goes on in memory, and catches up', () => {
    const { store, problems } = openStore()
    const pool = newPool()
    store.watch(pool)
    pool.add(['key-a'])
    store.flush()
    const other = new DatabaseSync(path)
    other.exec('BEGIN IMMEDIATE')
    use(pool).succeed()
    vi.advanceTimersByTime(60_000)
    expect(problems).toEqual([`${path} cannot be written: database is locked; it is tried again`])
    use(pool).succeed()
    other.exec('ROLLBACK')
    other.close()
    vi.advanceTimersByTime(5000)
    expect(rows().map((row) => row['successes'])).toEqual([2])
  })

  it('tells of the second streak too', () => {
    const { store, problems } = openStore()
    const pool = newPool()
    store.watch(pool)
    pool.add(['key-a'])
    for (let streak = 1; streak <= 2; streak += 1) {
      store.flush()
      const other = new DatabaseSync(path)
      other.exec('BEGIN IMMEDIATE')
      use(pool).succeed()
      store.flush()
      store.flush()
      expect(problems).toHaveLength(streak)
      other.close()
      vi.advanceTimersByTime(5000)
    }
    expect(rows().map((row) => row['successes'])).toEqual([2])
  })

  it.skipIf(process.platform === 'win32').each([
    ['its file', () => rmSync(path), () => undefined],
    ['all its files', () => rmSync(dataDir, { recursive: true }), () => mkdirSync(dataDir)],
    ['its file by a folder', () => swapForFolder(), () => rmdirSync(path)],
  ])('writes all keys anew after somebody deleted or replaced %s', (_name, damage, mend) => {
    const { store, problems } = openStore()
    const pool = newPool()
    store.watch(pool)
    pool.add(['key-a', 'key-b'])
    store.flush()
    damage()
    use(pool).succeed()
    vi.advanceTimersByTime(30_000)
    expect(problems).toEqual([`${path} was deleted or replaced while in use; it is written anew`])
    mend()
    vi.advanceTimersByTime(5000)
    expect(rows().map((row) => row['successes'])).toEqual([1, 0])
  })

  it('reads a disk that cannot be written, and writes when it can', () => {
    const first = openStore().store
    const before = newPool()
    first.watch(before)
    before.add(['key-a'])
    first.close()
    // What SQLite must create beside a file cannot be created, as on a disk that is full.
    mkdirSync(`${path}-wal`)
    const { store, problems } = openStore()
    const [stored] = store.load()
    expect(stored?.id).toBe(keyId('key-a'))
    expect(problems).toEqual([
      `${path} cannot be written: unable to open database file; it is tried again`,
    ])
    const pool = newPool()
    if (stored !== undefined) pool.put(fromStored(stored, 'key-a'))
    store.watch(pool)
    pool.add(['key-b'])
    vi.advanceTimersByTime(60_000)
    expect(problems).toHaveLength(1)
    rmdirSync(`${path}-wal`)
    vi.advanceTimersByTime(5000)
    expect(rows().map((row) => row['id'])).toEqual([keyId('key-a'), keyId('key-b')])
  })

  it('works in memory where no file can be made, and still ends well', () => {
    rmSync(dataDir, { recursive: true })
    const { store, problems } = openStore()
    const pool = newPool()
    expect(store.load()).toEqual([])
    store.watch(pool)
    pool.add(['key-a'])
    store.close()
    expect(problems).toHaveLength(1)
    expect(pool.counts().total).toBe(1)
  })

  it('refuses to start without what it cannot read', () => {
    mkdirSync(path)
    expect(() => openKeyStore(dataDir)).toThrow(KeyStoreError)
  })
})

describe('key store in a process that is killed', () => {
  it('holds what was written last, complete and readable', { timeout: 30_000 }, async () => {
    vi.useRealTimers()
    for (const writesBeforeDeath of [1, 20, 75]) {
      const written = await killWriterAfter(writesBeforeDeath)
      const { store, problems } = openStore()
      const keys = store.load()
      const rounds = new Set(keys.map(({ totals }) => totals.successes))
      expect(keys).toHaveLength(100)
      expect(rounds.size).toBe(1)
      expect(Math.max(...rounds)).toBeGreaterThanOrEqual(written)
      expect([problems, store.setAside]).toEqual([[], undefined])
      store.close()
      rmSync(path)
    }
  })
})

/** Each round uses every key once, writes, and says so. */
const writer = `
const [dataDir, folder] = process.argv.slice(1)
const { openKeyStore } = await import(folder + 'key-store.ts')
const { createKeyPool } = await import(folder + 'pool.ts')
const settings = () => ({ maxFailures: 3, keyStrategy: 'round-robin', paidKeyUse: 'always' })
const pool = createKeyPool({ nowMs: Date.now, chance: Math.random, settings })
const store = openKeyStore(dataDir)
store.watch(pool)
pool.add(Array.from({ length: 100 }, (_, n) => 'key-' + n))
for (let round = 1; ; round += 1) {
  for (let n = 0; n < 100; n += 1) pool.acquire({ model: 'm', exclude: new Set() }).lease.succeed()
  store.flush()
  await new Promise((resolve) => process.stdout.write(round + '\\n', resolve))
}`

/** Gives the last round the writer said it had written before it was killed. */
async function killWriterAfter(writes: number): Promise<number> {
  const folder = `${pathToFileURL(import.meta.dirname).href}/`
  const child = spawn(
    process.execPath,
    ['--input-type=module', '--eval', writer, dataDir, folder],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const exited = once(child, 'exit')
  let last = 0
  for await (const line of createInterface(child.stdout)) {
    last = Number(line)
    if (last >= writes) child.kill('SIGKILL')
  }
  const [, signal] = await exited
  expect(signal).toBe('SIGKILL')
  return last
}

function makeForeign(file: string): void {
  rmSync(file)
  const database = new DatabaseSync(file)
  database.exec('CREATE TABLE keys (a, b)')
  database.close()
}

function swapForFolder(): void {
  renameSync(path, join(dataDir, 'elsewhere'))
  mkdirSync(path)
}
