import { expect, it } from 'vitest'
import type { SettingName } from '../../../electron/shared/settings.ts'
import { catalogue } from './catalogue.ts'
import { isAllowed, limitsOf } from './limits.ts'

it('a number has the limits of the schema', () => {
  expect(limitsOf('port')).toEqual({ min: 0, max: 65_535, isWhole: true })
  expect(limitsOf('logDays')).toEqual({ min: 0, max: 365, isWhole: true })
  expect(limitsOf('inlineLimitMegabytes')).toEqual({ min: 0.1, max: 1000, isWhole: false })
})

it('exactly the settings that are shown as numbers have limits', () => {
  const names = Object.keys(catalogue) as SettingName[]
  const numbers = names.filter((name) => catalogue[name].control.kind === 'number')
  expect(names.filter((name) => limitsOf(name) !== undefined)).toEqual(numbers)
})

it('the schema says what is allowed', () => {
  expect(isAllowed('port', 65_536)).toBe(false)
  expect(isAllowed('port', '')).toBe(false)
  expect(isAllowed('proxies', ['socks5://127.0.0.1:1080', 'none'])).toBe(true)
  expect(isAllowed('proxies', ['ftp://127.0.0.1'])).toBe(false)
  expect(isAllowed('cloudflareImgbedUrl', '')).toBe(true)
})
