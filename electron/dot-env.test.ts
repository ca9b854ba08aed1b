import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { mergeEnvironments, readDotEnv } from './dot-env.ts'
import { SettingError } from './shared/settings.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dot-env-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('.env', () => {
  it('is read with comments, quotes and values over several lines', () => {
    const text = `\uFEFF# a comment
API_KEYS=["k1", "k2"] # two keys
AUTH_TOKEN=""
export MAX_RETRIES=4
ALLOWED_TOKENS='one
two'
PAID_KEY="with#hash"
`
    writeFileSync(join(folder, '.env'), text)
    expect(readDotEnv(folder)).toEqual({
      API_KEYS: '["k1", "k2"]',
      AUTH_TOKEN: '',
      MAX_RETRIES: '4',
      ALLOWED_TOKENS: 'one\ntwo',
      PAID_KEY: 'with#hash',
    })
  })

  it('leaves the environment of the process alone', () => {
    writeFileSync(join(folder, '.env'), 'DOT_ENV_TEST_ONLY=1')
    readDotEnv(folder)
    expect(process.env['DOT_ENV_TEST_ONLY']).toBeUndefined()
  })

  it('is optional', () => {
    expect(readDotEnv(folder)).toEqual({})
  })

  it('that cannot be read is an error, not an empty file', () => {
    mkdirSync(join(folder, '.env'))
    const message = `${join(folder, '.env')} cannot be read: it is a folder`
    expect(() => readDotEnv(folder)).toThrow(new SettingError(message))
  })

  it('yields to the real environment, but not to a blank value there', () => {
    const merged = mergeEnvironments(
      { A: 'real', B: ' ', C: undefined },
      { A: 'x', B: 'y', C: 'z' },
    )
    expect(merged).toEqual({ A: 'real', B: 'y', C: 'z' })
  })
})
