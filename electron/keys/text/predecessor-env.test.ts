import { describe, expect, it } from 'vitest'
import { newerKey, olderKey } from './keys.fixture.ts'
import { readPredecessorEnv } from './predecessor-env.ts'
import type { PredecessorImport } from './predecessor-values.ts'

function read(text: string): PredecessorImport {
  const outcome = readPredecessorEnv(text)
  if (outcome.kind !== 'read') throw new Error(outcome.kind)
  return outcome
}

describe('the .env of the predecessor brings over', () => {
  it('keys, the paid key, and says why the others stay behind', () => {
    const { candidates } = read(`
API_KEYS=["${olderKey(1)}", "${newerKey(2)}", "your_api_key_1", "short", "${olderKey(3).slice(0, 30)}"]
PAID_KEY="${olderKey(4)}" # for pictures
VERTEX_API_KEYS=["${newerKey(5)}"]`)
    expect(candidates).toMatchObject([
      { kind: 'key', secret: olderKey(1), paid: false },
      { kind: 'key', secret: newerKey(2), paid: false },
      { kind: 'refused', reason: 'placeholder' },
      { kind: 'refused', reason: 'unrecognised', masked: '…t' },
      { kind: 'refused', reason: 'truncated' },
      { kind: 'key', secret: olderKey(4), paid: true },
      { kind: 'refused', reason: 'vertex-key' },
    ])
  })

  it('the tokens of clients and administrator, but none that everybody knows', () => {
    const outcome = read('ALLOWED_TOKENS=["sk-123456","mine"]\nAUTH_TOKEN=admin-of-mine')
    expect(outcome.accessTokens).toEqual(['mine'])
    expect(outcome.adminToken).toBe('admin-of-mine')
    expect(read('AUTH_TOKEN=sk-123456').adminToken).toBeUndefined()
  })

  it('what somebody has set, by our names', () => {
    const { settings } = read(`
MAX_FAILURES=10
TIME_OUT=120
SHOW_THINKING_PROCESS=false
SEARCH_MODELS=["gemini-x"]
PROXIES=["socks5://127.0.0.1:1080"]
CHECK_INTERVAL_HOURS=0`)
    expect(settings).toEqual({
      maxFailures: 10,
      firstByteTimeoutSeconds: 120,
      showThinkingProcess: false,
      searchModels: ['gemini-x'],
      proxies: ['socks5://127.0.0.1:1080'],
      checkIntervalHours: 0,
    })
  })

  it('not what it had chosen by itself: most of those models are gone', () => {
    const { settings } = read(`
TEST_MODEL=gemini-1.5-flash
CREATE_IMAGE_MODEL=imagen-3.0-generate-002
SEARCH_MODELS=["gemini-2.5-flash","gemini-2.5-pro"]
UPLOAD_PROVIDER=smms
PROXIES=[]
TIME_OUT=300`)
    expect(settings).toEqual({})
  })

  it('the upload to SM.MS where there is an account', () => {
    const outcome = read('UPLOAD_PROVIDER=smms\nSMMS_SECRET_TOKEN=mine')
    expect(outcome).toMatchObject({
      settings: { uploadProvider: 'smms' },
      hostSecrets: { smmsSecretToken: 'mine' },
    })
  })

  it('the rest when one value does not fit, and says which', () => {
    const outcome = read(`MAX_FAILURES=many\nMAX_RETRIES=4\nAPI_KEYS=["${olderKey(1)}"]`)
    expect(outcome.settings).toEqual({ maxRetries: 4 })
    expect(outcome.candidates).toHaveLength(1)
    expect(outcome.invalid).toMatchObject([
      { name: 'MAX_FAILURES', message: expect.stringContaining('whole number') },
    ])
  })

  it('nothing of names that mean nothing here, which it lists', () => {
    const outcome = read('MYSQL_HOST=db\nTIMEZONE=Asia/Shanghai\nMYSQL_SOCKET=\nMAX_RETRIES=4')
    expect(outcome.ignored).toEqual(['MYSQL_HOST', 'TIMEZONE'])
  })
})

describe('a file that is no .env', () => {
  it('brings over nothing', () => {
    expect(read('# Shopping list\nbread')).toMatchObject({ candidates: [], settings: {} })
  })

  it('is refused when it is too long for one', () => {
    expect(readPredecessorEnv('A'.repeat(1_000_001))).toEqual({
      kind: 'too-long',
      maxLength: 1_000_000,
    })
  })
})

describe('a megabyte made to stop a reader is read all the same', () => {
  it.each(["A='\n", 'A="', 'A=`\n', 'A= ', '\n', ' ', '#', 'A', '\\"', 'API_KEYS="[\n'])(
    '%j',
    (unit) => {
      const text = unit.repeat(Math.floor(1_000_000 / unit.length))
      expect(readPredecessorEnv(text)).toMatchObject({ kind: 'read' })
    },
  )
})
