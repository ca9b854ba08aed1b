import { describe, expect, it } from 'vitest'
import type { KeyStatus } from '../shared/key-status.ts'
import { createSessionVault } from '../vault/session-vault.ts'
import { type AppFacts, type AppState, appStatus, vaultStatus } from './app-status.ts'

const facts: AppFacts = {
  version: '1.0.0',
  mode: 'headless',
  platform: 'linux',
  isDemo: false,
  startedAtMs: 0,
  dataDir: '/data',
}

const key = (changes: Partial<KeyStatus>): KeyStatus => ({
  id: 'a',
  masked: '…a',
  addedAtMs: 0,
  label: '',
  note: '',
  tags: [],
  enabled: true,
  paid: false,
  weight: 1,
  priority: 0,
  state: 'ready',
  ready: true,
  sentence: '',
  models: [],
  failures: 0,
  totals: { successes: 0, failures: 0 },
  inFlight: 0,
  ...changes,
})

const cooling = (model: string, untilMs: number) =>
  ({ model, state: 'cooling', reason: 'quota_minute', untilMs }) as const

const status = (changes: Partial<AppState> = {}, more: Partial<AppFacts> = {}) =>
  appStatus(
    { ...facts, ...more },
    {
      service: { kind: 'stopped' },
      keys: [key({})],
      tally: { ready: 1, total: 1 },
      hold: undefined,
      vault: { kind: 'keychain', state: 'available' },
      notices: [],
      lastRequest: undefined,
      can: {
        startStop: false,
        openFolder: false,
        update: false,
        restart: false,
      },
      ...changes,
    },
  )

describe('the status', () => {
  it('of a service that is well asks for no attention', () => {
    expect(status()).toMatchObject({
      attention: [],
      keys: { ready: 1, total: 1, byState: { ready: 1 } },
    })
    expect(status()).not.toHaveProperty('nextReadyAtMs')
  })

  it('counts paid keys apart', () => {
    const keys = [key({}), key({ paid: true }), key({ paid: true, state: 'invalid' })]
    expect(status({ keys }).keys).toMatchObject({
      ready: 1,
      total: 1,
      byState: { ready: 1 },
      paid: 2,
    })
  })

  it('knows which ready keys rest for a model all the same, and who is back first', () => {
    const keys = [
      key({}),
      key({ models: [cooling('pro', 900), cooling('flash', 700)] }),
      key({ models: [cooling('pro', 800)] }),
      key({ paid: true, models: [cooling('pro', 100)] }),
      key({ state: 'cooling', untilMs: 50, ready: false, models: [cooling('pro', 60)] }),
    ]
    const { partly } = status({ keys, tally: { ready: 3, total: 4 } }).keys
    expect(partly).toEqual({ count: 2, backAtMs: 700 })
    expect(status({}).keys.partly).toEqual({ count: 0 })
  })

  it('counts keys by state and knows who is back first', () => {
    const keys = [
      key({ state: 'cooling', untilMs: 500 }),
      key({ state: 'exhausted', untilMs: 300 }),
      key({ state: 'disabled', untilMs: 100 }),
      key({ state: 'invalid' }),
    ]
    expect(status({ keys, tally: { ready: 0, total: 4 } })).toMatchObject({
      keys: { byState: { cooling: 1, exhausted: 1, disabled: 1, invalid: 1 } },
      nextReadyAtMs: 300,
      attention: [{ code: 'all-resting', backAtMs: 300 }],
    })
  })

  it.each([
    [{ keys: [], tally: { ready: 0, total: 0 } }, [{ code: 'no-keys' }]],
    [
      { keys: [key({ models: [cooling('flash', 7)] })] },
      [{ code: 'model-resting', model: 'flash', backAtMs: 7 }],
    ],
    [
      {
        keys: [],
        tally: { ready: 0, total: 0 },
        vault: { kind: 'keychain', state: 'denied', reason: 'r', advice: 'a' },
      },
      [{ code: 'vault', vault: { kind: 'keychain', state: 'denied', reason: 'r', advice: 'a' } }],
    ],
    [{ hold: { reason: 'throttled', untilMs: 9 } }, [{ code: 'throttled', untilMs: 9 }]],
    [{ hold: { reason: 'overloaded', untilMs: 9 } }, []],
    [
      { notices: [{ id: 1, message: 'Oh.', atMs: 3 }] },
      [{ code: 'problem', id: 1, message: 'Oh.', atMs: 3 }],
    ],
    [
      { vault: { kind: 'keychain', state: 'locked', reason: 'r', advice: 'a' } },
      [{ code: 'vault', vault: { kind: 'keychain', state: 'locked', reason: 'r', advice: 'a' } }],
    ],
    [
      { keys: [key({ state: 'invalid' })], tally: { ready: 0, total: 1 } },
      [{ code: 'all-resting' }],
    ],
  ] satisfies [Partial<AppState>, object[]][])('with %j asks for %j', (changes, attention) => {
    expect(status(changes).attention).toEqual(attention)
  })

  it('of the demo does not complain that nothing is kept', () => {
    const vault = { kind: 'session', state: 'missing' } as const
    expect(status({ vault }, { isDemo: true }).attention).toEqual([])
  })
})

it('a vault tells its kind and state, and what to do when it is shut', () => {
  const vault = createSessionVault()
  expect(vaultStatus(vault)).toEqual({ kind: 'session', state: 'available' })
  const state = () => ({ kind: 'locked', reason: 'r', advice: 'a' }) as const
  expect(vaultStatus({ ...vault, kind: 'keychain', state })).toEqual({
    kind: 'keychain',
    state: 'locked',
    reason: 'r',
    advice: 'a',
  })
})
