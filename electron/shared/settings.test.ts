import { describe, expect, it } from 'vitest'
import {
  checkSettings,
  isSettingName,
  SettingError,
  settingNames,
  settingsSchema,
} from './settings.ts'

const check = (values: Record<string, unknown>) => checkSettings(values, (name) => `"${name}"`)

describe('settings', () => {
  it('have a valid default each', () => {
    const defaults = settingsSchema.parse({})
    expect(Object.keys(defaults)).toEqual([...settingNames])
    expect(check(defaults)).toEqual(defaults)
  })

  it('are checked without adding what was not given', () => {
    expect(check({ port: 9000, future: 1, host: undefined })).toEqual({ port: 9000 })
  })

  it('are known by name', () => {
    expect(isSettingName('port')).toBe(true)
    expect(isSettingName('toString')).toBe(false)
  })

  it.each([
    [{ port: '8000' }, '"port" must be a whole number between 0 and 65535, not "8000"'],
    [{ port: null }, '"port" must be a whole number between 0 and 65535, not null'],
    [{ port: 70_000 }, '"port" must be a whole number between 0 and 65535, not 70000'],
    [{ host: '' }, '"host" must be a text that is not empty, not ""'],
    [{ requireToken: 'no' }, '"requireToken" must be true or false, not "no"'],
    [{ searchModels: 'a' }, '"searchModels" must be a list of texts, not "a"'],
    [{ searchModels: ['a', 7] }, '"searchModels" must be a text that is not empty, not 7'],
    [
      { proxies: [{}] },
      '"proxies" must be "system", "none" or an http, https or socks5 URL, not {}',
    ],
    [
      { checkIntervalHours: 9000 },
      '"checkIntervalHours" must be a number between 0 and 8760, not 9000',
    ],
  ])('%j is refused in words: %s', (values, message) => {
    expect(() => check(values)).toThrow(new SettingError(message))
  })
})
