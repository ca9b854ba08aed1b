import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkExposure, resolveSettings } from './resolve-settings.ts'
import type { SettingLayers } from './resolve-settings.ts'
import { SettingError, settingsSchema } from './settings.ts'

const nothing: SettingLayers = { flags: {}, environment: {}, file: {} }

describe('resolving settings', () => {
  it('gives the defaults where nobody says anything', () => {
    const { settings, sources } = resolveSettings(nothing)
    expect(settings).toEqual(settingsSchema.parse({}))
    expect(new Set(Object.values(sources))).toEqual(new Set(['default']))
  })

  it('puts a flag before the environment, that before the file, that before the default', () => {
    const { settings, sources } = resolveSettings({
      flags: { port: 1 },
      environment: { port: 2, maxRetries: 2 },
      file: { port: 3, maxRetries: 3, maxFailures: 3, future: 'kept by the file' },
    })
    expect(settings).toMatchObject({ port: 1, maxRetries: 2, maxFailures: 3, host: '127.0.0.1' })
    expect(settings).not.toHaveProperty('future')
    expect(sources).toMatchObject({
      port: 'flag',
      maxRetries: 'environment',
      maxFailures: 'file',
      host: 'default',
    })
  })

  it('never mixes up a value and its source', () => {
    const port = fc.option(fc.integer({ min: 0, max: 65_535 }), { nil: undefined })
    fc.assert(
      fc.property(port, port, port, (flag, variable, stored) => {
        const { settings, sources } = resolveSettings({
          flags: flag === undefined ? {} : { port: flag },
          environment: variable === undefined ? {} : { port: variable },
          file: stored === undefined ? {} : { port: stored },
        })
        const bySource = { flag, environment: variable, file: stored, default: 8000 }
        expect(settings.port).toBe(bySource[sources.port])
        expect(settings.port).toBe(flag ?? variable ?? stored ?? 8000)
      }),
    )
  })

  it.each([
    [
      { file: { port: 'x' } },
      'settings.json: "port" must be a whole number between 0 and 65535, not "x"',
    ],
    [
      { environment: { maxRetries: 0 } },
      'environment: MAX_RETRIES must be a whole number between 1 and 100, not 0',
    ],
    [{ flags: { host: '' } }, '--host must be a text that is not empty, not ""'],
    [
      { flags: { port: 1 }, file: { port: -1 } },
      'settings.json: "port" must be a whole number between 0 and 65535, not -1',
    ],
  ])('says where a bad value is: %j', (layers, message) => {
    expect(() => resolveSettings({ ...nothing, ...layers })).toThrow(new SettingError(message))
  })
})

describe('listening where other machines can reach it', () => {
  it.each([
    ['127.0.0.1', false, false],
    ['localhost', true, false],
    ['::1', true, true],
    ['0.0.0.0', true, true],
    ['192.168.1.5', true, true],
  ])('is fine on %s with requireToken %s and a token: %s', (host, requireToken, hasToken) => {
    expect(checkExposure({ host, requireToken }, hasToken)).toBeUndefined()
  })

  it.each([
    ['0.0.0.0', true, false, 'an access token is needed'],
    ['::', false, true, 'requireToken must be true'],
    ['192.168.1.5', false, false, 'requireToken must be true'],
  ])(
    'is refused on %s with requireToken %s and a token: %s',
    (host, requireToken, hasToken, why) => {
      expect(checkExposure({ host, requireToken }, hasToken)).toContain(why)
    },
  )
})
