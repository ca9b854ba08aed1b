import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { environmentNameOf, isBlank, readEnvironment } from './environment.ts'
import { SettingError } from './settings.ts'

function complaint(environment: Record<string, string>): string {
  try {
    readEnvironment(environment)
  } catch (error) {
    if (error instanceof SettingError) return error.message
    throw error
  }
  return 'accepted'
}

describe('the environment', () => {
  it('sets every setting and secret by the names people know', () => {
    expect(
      readEnvironment({
        API_KEYS: '["k1", "k2"]',
        ALLOWED_TOKENS: 't1, t2',
        AUTH_TOKEN: ' admin ',
        PAID_KEY: 'paid',
        SMMS_SECRET_TOKEN: 'smms',
        BASE_URL: 'https://example.org/v1beta/',
        MAX_FAILURES: '10',
        MAX_RETRIES: '5',
        TEST_MODEL: 'gemini-x',
        MODEL_SEARCH: '["a","b"]',
        TOOLS_CODE_EXECUTION_ENABLED: 'true',
        SHOW_SEARCH_LINK: 'off',
        SHOW_THINKING_PROCESS: 'No',
        CREATE_IMAGE_MODEL: 'imagen',
        UPLOAD_PROVIDER: 'smms',
        CHECK_INTERVAL_HOURS: '0.5',
        TIME_OUT: '300',
        PROXIES: 'http://p1:8080\nsocks5://p2:1080',
        ALLOWED_HOSTS: 'nas.local',
        ALLOWED_ORIGINS: 'https://chat.example.org',
        REQUIRE_TOKEN: 'FALSE',
      }),
    ).toEqual({
      settings: {
        baseUrl: 'https://example.org/v1beta',
        maxFailures: 10,
        maxRetries: 5,
        testModel: 'gemini-x',
        searchModels: ['a', 'b'],
        codeExecutionEnabled: true,
        showSearchLink: false,
        showThinkingProcess: false,
        createImageModel: 'imagen',
        uploadProvider: 'smms',
        checkIntervalHours: 0.5,
        firstByteTimeoutSeconds: 300,
        proxies: ['http://p1:8080', 'socks5://p2:1080'],
        allowedHosts: ['nas.local'],
        allowedOrigins: ['https://chat.example.org'],
        requireToken: false,
      },
      secrets: {
        apiKeys: ['k1', 'k2'],
        allowedTokens: ['t1', 't2'],
        authToken: 'admin',
        paidKey: 'paid',
        smmsSecretToken: 'smms',
      },
    })
  })

  it('leaves out what is absent, blank or somebody else’s', () => {
    const blank = { API_KEYS: '', AUTH_TOKEN: '  ', MAX_FAILURES: '\t', PAID_KEY: '""', HOME: '/x' }
    expect(readEnvironment(blank)).toEqual({ settings: {}, secrets: {} })
    expect(readEnvironment({ API_KEYS: undefined })).toEqual({ settings: {}, secrets: {} })
  })

  it('takes an empty JSON array for a list that is set and empty', () => {
    expect(readEnvironment({ API_KEYS: '[]', MODEL_SEARCH: '[]' })).toEqual({
      settings: { searchModels: [] },
      secrets: { apiKeys: [] },
    })
  })

  it.each([
    [{ SEARCH_MODELS: 'old' }, ['old']],
    [{ SEARCH_MODELS: 'old', MODEL_SEARCH: 'new' }, ['new']],
    [{ SEARCH_MODELS: 'old', MODEL_SEARCH: ' ' }, ['old']],
  ])('reads the search models of %j as %j', (environment, models) => {
    expect(readEnvironment(environment).settings.searchModels).toEqual(models)
  })

  it.each(['true', 'TRUE', '1', 'yes', 'On', ' on '])('understands %j as true', (text) => {
    expect(readEnvironment({ SHOW_SEARCH_LINK: text }).settings.showSearchLink).toBe(true)
  })

  it.each(['false', '0', 'NO', 'off'])('understands %j as false', (text) => {
    expect(readEnvironment({ SHOW_SEARCH_LINK: text }).settings.showSearchLink).toBe(false)
  })

  it('trims list entries, drops empty ones and keeps each once, in order', () => {
    expect(readEnvironment({ API_KEYS: ' b ,a,,b\r\n a' }).secrets.apiKeys).toEqual(['b', 'a'])
    expect(readEnvironment({ API_KEYS: '[" b ","","a","b"]' }).secrets.apiKeys).toEqual(['b', 'a'])
  })
})

describe('a value the environment may not have', () => {
  const list =
    'must be a JSON array of texts such as ["first", "second"], or texts separated by commas'
  it.each([
    [{ MAX_FAILURES: 'abc' }, 'MAX_FAILURES must be a whole number between 1 and 1000, not "abc"'],
    [{ MAX_FAILURES: '0' }, 'MAX_FAILURES must be a whole number between 1 and 1000, not 0'],
    [{ MAX_FAILURES: '1.5' }, 'MAX_FAILURES must be a whole number between 1 and 1000, not 1.5'],
    [
      { MAX_FAILURES: '0x10' },
      'MAX_FAILURES must be a whole number between 1 and 1000, not "0x10"',
    ],
    [{ TIME_OUT: '4000' }, 'TIME_OUT must be a whole number between 1 and 3600, not 4000'],
    [
      { CHECK_INTERVAL_HOURS: '-1' },
      'CHECK_INTERVAL_HOURS must be a number between 0 and 8760, not -1',
    ],
    [{ SHOW_SEARCH_LINK: 'maybe' }, 'SHOW_SEARCH_LINK must be true or false, not "maybe"'],
    [{ BASE_URL: 'ftp://x' }, 'BASE_URL must be an http:// or https:// URL, not "ftp://x"'],
    [
      { UPLOAD_PROVIDER: 'imgur' },
      'UPLOAD_PROVIDER must be one of local, smms, picgo, cloudflare_imgbed, none, not "imgur"',
    ],
    [
      { PROXIES: 'none,nowhere' },
      'PROXIES must be "system", "none" or an http, https or socks5 URL, not "nowhere"',
    ],
    [{ SEARCH_MODELS: '[1]' }, `SEARCH_MODELS ${list}`],
    [{ API_KEYS: '["secret-key"' }, `API_KEYS ${list}`],
    [{ API_KEYS: '["secret-key", 7]' }, `API_KEYS ${list}`],
    [{ ALLOWED_TOKENS: "['secret-token']" }, `ALLOWED_TOKENS ${list}`],
  ])('%j is refused: %s', (environment, message) => {
    expect(complaint(environment)).toBe(message)
  })

  it('shows no password of a proxy', () => {
    expect(complaint({ PROXIES: 'ftp://me:hunter2@proxy' })).not.toContain('hunter2')
  })

  it('never shows a broken list of secrets', () => {
    const message = complaint({ API_KEYS: '[' })
    fc.assert(
      fc.property(fc.string(), (secret) => {
        expect(complaint({ API_KEYS: `["${secret}` })).toBe(message)
      }),
    )
  })
})

describe('a list of tokens', () => {
  const token = fc
    .string({ minLength: 1 })
    .map((text) => text.trim())
    .filter((text) => text !== '')
  const plainToken = token.filter((text) => !/[,\r\n]/.test(text) && !isBlank(text))

  it('survives as JSON', () => {
    fc.assert(
      fc.property(fc.uniqueArray(token), (tokens) => {
        const { secrets } = readEnvironment({ ALLOWED_TOKENS: JSON.stringify(tokens) })
        expect(secrets.allowedTokens).toEqual(tokens)
      }),
    )
  })

  it('survives separated by commas or line ends', () => {
    const separator = fc.constantFrom(',', ', ', '\n', '\r\n', ' ,\n')
    const tokens = fc
      .uniqueArray(plainToken, { minLength: 1 })
      .filter(([first]) => first?.startsWith('[') === false)
    fc.assert(
      fc.property(tokens, separator, (list, between) => {
        const { secrets } = readEnvironment({ ALLOWED_TOKENS: list.join(between) })
        expect(secrets.allowedTokens).toEqual(list)
      }),
    )
  })
})

it('a setting knows its name in the environment', () => {
  expect(environmentNameOf('searchModels')).toBe('MODEL_SEARCH')
  expect(environmentNameOf('firstByteTimeoutSeconds')).toBe('TIME_OUT')
  expect(environmentNameOf('port')).toBeUndefined()
})
