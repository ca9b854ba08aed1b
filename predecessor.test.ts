import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { keyId } from '../pooled-key.ts'
import { authKey, standardKey } from './generated-keys.fixture.ts'
import {
  PredecessorDatabaseError,
  readPredecessorDatabase,
  readPredecessorEnv,
  type PredecessorImport,
} from './predecessor.ts'

const A = standardKey(1)
const B = authKey(2)
const P = standardKey(3)

const keysOf = ({ keys }: PredecessorImport) => keys.map(({ secret, paid }) => [secret, paid])

describe('an .env of the predecessor', () => {
  it('is taken over: keys, paid key, tokens and settings', () => {
    const imported = readPredecessorEnv(`\uFEFF# 基础配置
API_KEYS=["${A}", "${B}"] # 密钥列表
ALLOWED_TOKENS=["sk-one", "sk-two"]
AUTH_TOKEN="sk-one"
PAID_KEY="${P}" # 付费版
MAX_FAILURES=10
TOOLS_CODE_EXECUTION_ENABLED=True
MODEL_SEARCH=["gemini-a","gemini-b"]
TIME_OUT=300
PROXIES=[]
CREATE_IMAGE_MODEL=
`)
    expect(keysOf(imported)).toEqual([
      [A, false],
      [B, false],
      [P, true],
    ])
    expect(imported.tokenCount).toBe(2)
    expect(imported.secrets).toEqual({ allowedTokens: ['sk-one', 'sk-two'], authToken: 'sk-one' })
    expect(imported.settings).toEqual({
      maxFailures: 10,
      codeExecutionEnabled: true,
      searchModels: ['gemini-a', 'gemini-b'],
      firstByteTimeoutSeconds: 300,
    })
    expect(imported.problems).toEqual([])
    expect(imported.refused).toEqual([])
  })

  it('names everything that is not taken over, and takes the rest', () => {
    const imported = readPredecessorEnv(`API_KEYS=["${A}", "short"]
MAX_FAILURES=many
UPLOAD_PROVIDER=aliyun_oss
THINKING_MODELS=["gemini-2.5-pro"]
SAFETY_SETTINGS=[{"category":"HARM"}]
VERTEX_API_KEYS=["${B}"]
MAX_RETRIES=5
this line is lost
PAID_KEY=nonsense
ALLOWED_TOKENS=["sk-123456","own"]`)
    expect(keysOf(imported)).toEqual([[A, false]])
    expect(imported.settings).toEqual({ maxRetries: 5 })
    expect(imported.refused).toEqual([
      { masked: `…${B.slice(-4)}`, reason: 'other-setting', line: 6 },
    ])
    expect(imported.problems).toEqual([
      {
        name: 'MAX_FAILURES',
        message: 'MAX_FAILURES must be a whole number between 1 and 1000, not "many"',
      },
      {
        name: 'UPLOAD_PROVIDER',
        message:
          'UPLOAD_PROVIDER must be one of local, smms, picgo, cloudflare_imgbed, none, not "aliyun_oss"',
      },
      { name: 'THINKING_MODELS', message: 'there is no such setting in this app' },
      { name: 'SAFETY_SETTINGS', message: 'there is no such setting in this app' },
      { name: 'VERTEX_API_KEYS', message: 'there is no such setting in this app' },
      { name: 'API_KEYS', message: '…rt does not have the form of a key' },
      { name: 'PAID_KEY', message: '…ense does not have the form of a key' },
      {
        name: 'ALLOWED_TOKENS',
        message: 'the example sk-123456 is known to everyone and is left out',
      },
      { name: '', message: 'line 8 is not NAME=value' },
    ])
    expect(imported.tokenCount).toBe(1)
  })

  it('refuses the placeholders of the example file', () => {
    const imported = readPredecessorEnv(
      `API_KEYS=["your-gemini-api-key-1","your-gemini-api-key-2"]\nALLOWED_TOKENS=["your-access-token-1"]\nPAID_KEY="your-paid-api-key"`,
    )
    expect(imported.keys).toEqual([])
    expect(imported.refused.map(({ reason, line }) => [reason, line])).toEqual([
      ['placeholder', 1],
      ['placeholder', 1],
      ['placeholder', 3],
    ])
    expect(imported.secrets).toEqual({ allowedTokens: [] })
    expect(imported.problems).toHaveLength(1)
  })

  it('keeps the keys of a list that its own reader would not understand', () => {
    const imported = readPredecessorEnv(`API_KEYS=[\n  "${A}",\n  "${B}",\n]\n`)
    expect(keysOf(imported)).toEqual([
      [A, false],
      [B, false],
    ])
    expect(imported.problems).toHaveLength(1)
    expect(imported.problems[0]?.message).toContain('API_KEYS must be a JSON array')
  })

  it('marks what the pool has already', () => {
    const { keys } = readPredecessorEnv(`API_KEYS=${A},${B}`, new Set([keyId(A)]))
    expect(keys.map(({ status }) => status)).toEqual(['already in the pool', 'new'])
  })
})

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'predecessor-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const rows: readonly (readonly [string, string | null])[] = [
  ['API_KEYS', JSON.stringify([A, B])],
  ['PAID_KEY', P],
  ['ALLOWED_TOKENS', '["sk-one"]'],
  ['AUTH_TOKEN', ''],
  ['MAX_RETRIES', '4'],
  ['SHOW_THINKING_PROCESS', 'false'],
  ['SEARCH_MODELS', '["gemini-a"]'],
  ['THINKING_BUDGET_MAP', '{}'],
  ['TIMEZONE', 'Asia/Shanghai'],
  ['TEST_MODEL', null],
]

function createDatabase(journal = 'delete'): string {
  const path = join(folder, 'default_db')
  const database = new DatabaseSync(path)
  database.exec(`PRAGMA journal_mode=${journal}`)
  database.exec(`CREATE TABLE t_settings (id INTEGER PRIMARY KEY, "key" VARCHAR(100) NOT NULL UNIQUE,
    value TEXT, description VARCHAR(255), created_at DATETIME, updated_at DATETIME)`)
  const insert = database.prepare('INSERT INTO t_settings ("key", value) VALUES (?, ?)')
  for (const [key, value] of rows) insert.run(key, value)
  database.close()
  return path
}

function faultOf(path: string): PredecessorDatabaseError {
  try {
    readPredecessorDatabase(path)
  } catch (error) {
    if (error instanceof PredecessorDatabaseError) return error
    throw error
  }
  throw new Error('the database was read')
}

describe('a database of the predecessor', () => {
  it.each(['delete', 'wal'])('is taken over and left as it was (journal: %s)', (journal) => {
    const path = createDatabase(journal)
    const before = { bytes: readFileSync(path), changed: statSync(path).mtimeMs }
    const imported = readPredecessorDatabase(path)
    expect(keysOf(imported)).toEqual([
      [A, false],
      [B, false],
      [P, true],
    ])
    expect(imported.settings).toEqual({
      maxRetries: 4,
      showThinkingProcess: false,
      searchModels: ['gemini-a'],
    })
    expect(imported.secrets).toEqual({ allowedTokens: ['sk-one'] })
    expect(imported.problems).toEqual([
      { name: 'TIMEZONE', message: 'there is no such setting in this app' },
    ])
    expect(readFileSync(path).equals(before.bytes)).toBe(true)
    expect(statSync(path).mtimeMs).toBe(before.changed)
    expect(readdirSync(folder)).toEqual(['default_db'])
  })

  it('can be imported while the predecessor runs in WAL mode, with its latest values', () => {
    const path = createDatabase('wal')
    const writer = new DatabaseSync(path)
    writer.exec(`UPDATE t_settings SET value='9' WHERE "key"='MAX_RETRIES'`)
    expect(readPredecessorDatabase(path).settings.maxRetries).toBe(9)
    writer.close()
  })

  it.each(['?', '#', '%41', ' 你好'])('may have %j in its path', (name) => {
    const path = createDatabase('wal')
    const other = join(folder, `db${name}`)
    writeFileSync(other, readFileSync(path))
    expect(keysOf(readPredecessorDatabase(other))).toHaveLength(3)
  })

  it('that is not there', () => {
    const path = join(folder, 'none')
    expect(faultOf(path).code).toBe('not-found')
    expect(faultOf(path).message).toBe(`${path} cannot be imported: there is no such file`)
    expect(readdirSync(folder)).toEqual([])
  })

  it('that is something else', () => {
    const path = join(folder, 'text')
    writeFileSync(path, 'not a database, by any means. '.repeat(100))
    expect(faultOf(path).code).toBe('not-a-database')
  })

  it('that is a folder', () => {
    const path = join(folder, 'folder')
    mkdirSync(path)
    expect(faultOf(path).code).toBe('unreadable')
  })

  it.each([
    ['is empty', ''],
    ['has other tables', 'CREATE TABLE t_other (a)'],
    ['has a table of other columns', 'CREATE TABLE t_settings (a, b)'],
  ])('that %s', (_name, sql) => {
    const path = join(folder, 'db')
    const database = new DatabaseSync(path)
    database.exec(sql)
    database.close()
    expect(faultOf(path).code).toBe('no-settings-table')
  })

  it('that another program is writing', () => {
    const path = createDatabase()
    const writer = new DatabaseSync(path)
    writer.exec('BEGIN EXCLUSIVE')
    expect(faultOf(path).code).toBe('locked')
    writer.close()
  })

  it.skipIf(process.getuid?.() === 0)('that may not be read', () => {
    const path = createDatabase()
    chmodSync(path, 0)
    expect(faultOf(path).code).toBe('unreadable')
  })
})
