import { describe, expect, it } from 'vitest'
import { contract, type Handlers } from '../shared/contract.ts'
import { createRedactor } from '../shared/redact.ts'
import { SettingError } from '../shared/settings.ts'
import { VaultUnavailable } from '../vault/vault.ts'
import { CallFailed } from './call-failed.ts'
import { createRouter } from './router.ts'

function routerOver(handler: (argument: unknown) => unknown) {
  const errors: string[] = []
  const redactor = createRedactor()
  redactor.learn('super-secret')
  const handlers = Object.fromEntries(Object.keys(contract).map((name) => [name, handler]))
  const call = createRouter(handlers as unknown as Handlers, {
    redactor,
    onInternalError: (action, details) => errors.push(`${action} ${details}`),
  })
  return { call, errors }
}

const throwing = (error: unknown) =>
  routerOver(() => {
    throw error
  })

describe('a call', () => {
  it('gets to its handler with checked input, defaults included', async () => {
    const { call } = routerOver((argument) => argument)
    expect(await call('activity.recent', {})).toEqual({ ok: true, data: { limit: 200 } })
  })

  it.each(['', 'keys', 'constructor', '__proto__', 'keys.list '])(
    'of an action named %j is unknown',
    async (name) => {
      const { call } = routerOver(() => 1)
      expect(await call(name, {})).toMatchObject({ ok: false, error: { code: 'unknown_action' } })
    },
  )

  it.each([undefined, null, 5, 'x', []])('with %j as its input is refused', async (input) => {
    const { call } = routerOver(() => 1)
    const outcome = await call('keys.list', input)
    expect(outcome).toMatchObject({ ok: false, error: { code: 'invalid_input' } })
  })

  it('with a wrong field names it', async () => {
    const { call } = routerOver(() => 1)
    const outcome = await call('keys.update', { ids: ['a', ''], change: {} })
    expect(outcome).toMatchObject({
      ok: false,
      error: {
        message: expect.stringMatching(/^ids\.1: /),
        data: { issues: [{ field: 'ids.1' }] },
      },
    })
  })

  it.each([
    [new CallFailed('conflict', 'No, super-secret', { a: 1 }), 'conflict', 'No, …cret'],
    [new SettingError('port must be a number'), 'setting_invalid', 'port must be a number'],
    [
      new VaultUnavailable({ kind: 'locked', reason: 'Locked.', advice: 'Unlock it.' }),
      'vault_unavailable',
      'Locked. Unlock it.',
    ],
  ])('that fails with %s says so', async (error, code, message) => {
    const { call, errors } = throwing(error)
    expect(await call('keys.list', {})).toMatchObject({ ok: false, error: { code, message } })
    expect(errors).toEqual([])
  })

  it('that fails by a mistake of ours tells nothing of it, but the log does', async () => {
    const { call, errors } = throwing(new Error('super-secret is undefined'))
    const outcome = await call('keys.list', {})
    expect(outcome).toMatchObject({ ok: false, error: { code: 'internal' } })
    expect(JSON.stringify(outcome)).not.toContain('undefined')
    expect(errors[0]).toMatch(/^keys\.list Error: …cret is undefined\n/)
  })

  it('never rejects, whatever is thrown', async () => {
    for (const thrown of [undefined, null, 'text', { a: 1 }]) {
      const { call } = throwing(thrown)
      expect(await call('keys.list', {})).toMatchObject({ ok: false, error: { code: 'internal' } })
    }
  })
})
