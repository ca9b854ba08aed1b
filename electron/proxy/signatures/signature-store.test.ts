import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSignatureCache } from './signature-cache.ts'
import { openSignatureStore, type SignatureStoreOptions } from './signature-store.ts'

const DAY_MS = 86_400_000
let folder = ''
let nowMs = 1_800_000_000_000
let due: (() => void)[] = []
let problems: string[] = []
const clock = {
  nowMs: () => nowMs,
  after: (_delayMs: number, callback: () => void) => {
    due.push(callback)
    return () => {
      due = due.filter((other) => other !== callback)
    }
  },
}
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'signatures-'))
  due = []
  problems = []
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const path = () => join(folder, 'signatures.sqlite')
function open(options: SignatureStoreOptions = {}, cache = createSignatureCache()) {
  const onProblem = (message: string) => problems.push(message)
  return { cache, store: openSignatureStore(path(), cache, { clock, onProblem, ...options }) }
}
const signed = (signature: string) => ({ family: 'gemini-4', signature })

describe('signatures', () => {
  it('are there again after a restart', () => {
    const first = open()
    first.cache.remember('call_1', signed('abc'))
    first.store.close()
    const second = open()
    expect(second.cache.get('call_1')).toEqual(signed('abc'))
    second.store.close()
  })

  it('are written behind, so that a crash loses a second at most', () => {
    const first = open()
    first.cache.remember('call_1', signed('abc'))
    first.cache.remember('call_2', signed('def'))
    expect(due).toHaveLength(1)
    due[0]?.()
    const second = open()
    expect(second.cache.get('call_2')).toEqual(signed('def'))
    first.store.close()
    second.store.close()
  })

  it('of the version before are kept, and may have steps from then on', () => {
    const old = new DatabaseSync(path())
    old.exec(`CREATE TABLE signatures (
      call_id TEXT PRIMARY KEY, family TEXT NOT NULL, signature TEXT NOT NULL, at_ms REAL NOT NULL
    ) STRICT; CREATE INDEX signatures_by_age ON signatures (at_ms); PRAGMA user_version=1;
    INSERT INTO signatures VALUES ('call_1', 'gemini-4', 'abc', ${nowMs})`)
    old.close()
    const first = open()
    expect(first.cache.get('call_1')).toEqual(signed('abc'))
    first.cache.remember('call_2', { family: 'gemini-4', steps: '{"before":[],"after":[]}' })
    first.store.close()
    const second = open()
    expect(second.cache.get('call_1')).toEqual(signed('abc'))
    expect(second.cache.get('call_2')).toEqual({
      family: 'gemini-4',
      steps: '{"before":[],"after":[]}',
    })
    second.store.close()
    expect(problems).toEqual([])
  })

  it('are kept without the steps of a tool that was told a secret', () => {
    const redact = (text: string) => text.replaceAll('s3cret', '…')
    const first = open({ redact })
    for (const told of ['s3cret', 'nothing']) {
      const steps = `{"before":[{"toolCall":{"args":{"q":"${told}"}}}],"after":[]}`
      first.cache.remember(told, { ...signed('abc'), steps })
    }
    first.store.close()
    const second = open()
    expect(second.cache.get('s3cret')).toEqual(signed('abc'))
    expect(second.cache.get('nothing')?.steps).toContain('nothing')
    second.store.close()
  })

  it('are forgotten after some days', () => {
    const first = open({ maxAgeDays: 3 })
    first.cache.remember('old', signed('abc'))
    first.store.flush()
    nowMs += 2 * DAY_MS
    first.cache.remember('new', signed('def'))
    first.store.close()
    nowMs += 2 * DAY_MS
    const second = open({ maxAgeDays: 3 })
    expect([second.cache.get('old'), second.cache.get('new')]).toEqual([undefined, signed('def')])
    second.store.close()
  })

  it('never number more than allowed, the newest win', () => {
    const first = open({ maxRows: 2 })
    for (const id of ['a', 'b', 'c']) {
      nowMs += 1
      first.cache.remember(id, signed(id))
      first.store.flush()
    }
    first.store.close()
    const second = open()
    expect(['a', 'b', 'c'].filter((id) => second.cache.get(id))).toEqual(['b', 'c'])
    second.store.close()
  })

  it('are loaded only as far as they fit, the newest first', () => {
    const first = open()
    for (const id of ['a', 'b', 'c']) {
      nowMs += 1
      first.cache.remember(id, signed('x'.repeat(40)))
      first.store.flush()
    }
    first.store.close()
    const second = open({}, createSignatureCache({ maxCharacters: 100 }))
    expect(['a', 'b', 'c'].filter((id) => second.cache.get(id))).toEqual(['b', 'c'])
    second.store.close()
  })
})

describe('a file that is of no use', () => {
  it('is moved aside and begun anew', () => {
    writeFileSync(path(), 'this is no database, whatever its name says')
    const { cache, store } = open()
    cache.remember('a', signed('1'))
    store.close()
    expect(problems.join()).toMatch(/was of no use; it is now .*corrupt/)
    expect(readdirSync(folder).filter((name) => name.includes('corrupt'))).toHaveLength(1)
    expect(open().cache.get('a')).toEqual(signed('1'))
  })

  it('is told once and done without when it cannot be opened', () => {
    mkdirSync(path())
    const { cache, store } = open()
    cache.remember('a', signed('1'))
    store.flush()
    expect(cache.get('a')).toEqual(signed('1'))
    expect(problems).toHaveLength(1)
    rmSync(path(), { recursive: true })
    cache.remember('b', signed('2'))
    store.close()
    expect(['a', 'b'].filter((id) => open().cache.get(id))).toEqual(['a', 'b'])
  })
})
