import { describe, expect, it } from 'vitest'
import { createSessionVault } from '../../electron/vault/session-vault.ts'
import { ask, data, startConsole } from './console-client.ts'
import { record, type WireService } from './service.ts'

/** A key of Google's shape, kept out of everything the service may say. */
function googleKey(number: number): string {
  const key = ['AIza', 'SyWireConsole', String(number).padStart(22, '0')].join('')
  record.secrets.add(key)
  return key
}

const idsOf = async (wire: WireService): Promise<string[]> =>
  (await data(wire, 'keys.list')).keys.map(({ id }: { id: string }) => id)

describe('the keys of the console', () => {
  it('are listed masked, with their state and where they come from', async () => {
    await using wire = await startConsole({ keys: ['demo-key-1'], paidKeys: ['demo-paid-1'] })
    const { keys, tally } = await data(wire, 'keys.list')
    expect(keys).toMatchObject([
      { masked: '…ey-1', state: 'ready', sentence: 'Ready.', source: 'environment', paid: false },
      { masked: '…id-1', state: 'ready', source: 'environment', paid: true },
    ])
    expect(tally).toEqual({ ready: 1, total: 1 })
  })

  it('are added by paste: 300 with 20 duplicates, shown before and after', async () => {
    const vault = createSessionVault()
    await using wire = await startConsole({ keys: [], vault })
    const keys = Array.from({ length: 280 }, (_, at) => googleKey(at))
    const text = [...keys, ...keys.slice(0, 20)].join('\n')
    const counts = { new: 280, known: 0, repeated: 20, refused: 0 }
    expect((await data(wire, 'keys.preview', { text })).counts).toEqual(counts)
    expect(await idsOf(wire)).toEqual([])
    const added = await data(wire, 'keys.add', { text })
    expect(added).toMatchObject({ counts, stored: 'session' })
    expect(added.added).toHaveLength(280)
    expect(await idsOf(wire)).toHaveLength(280)
    expect((await vault.list()).map(({ id }) => id.split(':')[0])).toEqual(Array(280).fill('key'))
    const again = await data(wire, 'keys.add', { text })
    expect(again.counts).toMatchObject({ new: 0, known: 300 })
  })

  it('serve at once, under the label they were pasted with', async () => {
    await using wire = await startConsole({ keys: [] })
    const key = googleKey(7)
    const { added } = await data(wire, 'keys.add', { text: `Mine: ${key}`, paid: false })
    expect(added).toMatchObject([{ label: 'Mine', source: 'session' }])
    await wire.chat()
    expect(wire.demo.requests.map((request) => request.key)).toContain(key)
  })

  it('change as a person says', async () => {
    await using wire = await startConsole({ keys: ['demo-key-1', 'demo-key-2'] })
    const ids = await idsOf(wire)
    const change = { label: '<b>Mine</b>', tags: ['x'], enabled: false, weight: 2, project: 'p' }
    expect(await data(wire, 'keys.update', { ids, change })).toEqual({ updated: 2 })
    const { keys } = await data(wire, 'keys.list')
    for (const key of keys) {
      expect(key).toMatchObject({
        ...change,
        state: 'disabled',
        project: { id: 'p', source: 'set' },
      })
    }
    expect((await wire.chat()).status).toBe(503)
  })

  it('lose what was held against them on request', async () => {
    await using wire = await startConsole({ keys: ['demo-invalid'] })
    await wire.chat()
    expect((await data(wire, 'keys.list')).keys).toMatchObject([{ state: 'invalid' }])
    expect(await data(wire, 'keys.reset')).toEqual({ reset: 1 })
    expect((await data(wire, 'keys.list')).keys).toMatchObject([{ state: 'ready' }])
  })

  it('are deleted with their secrets, and put back by undo', async () => {
    const vault = createSessionVault()
    await using wire = await startConsole({ keys: ['demo-key-1'], vault })
    await data(wire, 'keys.add', { text: googleKey(1) })
    const [given, added] = await idsOf(wire)
    const { deleted, undo, returning } = await data(wire, 'keys.delete', { ids: [given, added] })
    expect({ deleted, returning }).toEqual({ deleted: 2, returning: 1 })
    expect(await vault.list()).toEqual([])
    expect((await wire.chat()).status).toBe(503)
    expect(await data(wire, 'keys.undoDelete', { undo })).toEqual({ restored: 2 })
    expect(await vault.list()).toEqual([{ id: `key:${added}`, secret: googleKey(1) }])
    expect(new Set(await idsOf(wire))).toEqual(new Set([given, added]))
    const twice = await ask(wire, 'keys.undoDelete', { undo })
    expect([twice.status, twice.json.error.code]).toEqual([404, 'not_found'])
  })

  it('are shown one at a time, and the log notes it without them', async () => {
    await using wire = await startConsole({ keys: [] })
    const key = googleKey(3)
    const { added } = await data(wire, 'keys.add', { text: key })
    // What a person asked for is the one answer that holds a secret.
    record.secrets.delete(key)
    const { secret } = await data(wire, 'keys.reveal', { id: added[0].id })
    expect(secret).toBe(key)
    const noted = wire.log().filter((line) => line.includes('secret shown'))
    expect(noted).toHaveLength(1)
    expect(noted[0]).toContain('…0003')
    expect(noted[0]).not.toContain(secret)
  })

  it('are exported masked, or whole on request, which the log notes', async () => {
    await using wire = await startConsole({ keys: ['demo-key-shown'] })
    record.secrets.delete('demo-key-shown')
    const masked = await data(wire, 'keys.export', { format: 'text', reveal: false })
    expect(masked.text).toBe('…hown\n')
    expect(masked.filename).toMatch(/^gemini-keys-masked-\d{4}-\d\d-\d\d\.txt$/)
    expect(wire.log().join('')).not.toContain('secret shown')
    const whole = await data(wire, 'keys.export', { format: 'env', reveal: true })
    expect(whole.text).toContain('API_KEYS=["demo-key-shown"]')
    expect(wire.log().join('')).toContain('1 keys, in an export')
  })

  it('are checked with Google, with progress told', async () => {
    await using wire = await startConsole({ keys: ['demo-key-1', 'demo-invalid'] })
    const { job, total } = await data(wire, 'keys.verify')
    expect(total).toBe(2)
    expect(job).toEqual(expect.any(String))
    const none = await ask(wire, 'keys.verify', { ids: ['unknown'] })
    expect([none.status, none.json.error.code]).toEqual([404, 'not_found'])
  })

  it('are taken over from the predecessor, with its tokens and settings', async () => {
    await using wire = await startConsole({ keys: [] })
    record.secrets.add('sk-old-client')
    const text = `API_KEYS=["${googleKey(11)}"]
PAID_KEY=${googleKey(12)}
ALLOWED_TOKENS=["sk-old-client"]
MAX_FAILURES=9
SHOW_SEARCH_LINK=maybe
LEGACY_THING=1`
    const taken = await data(wire, 'keys.import', { kind: 'env', text })
    expect(taken).toMatchObject({
      counts: { new: 2 },
      settings: ['maxFailures'],
      tokens: 1,
      ignored: ['LEGACY_THING'],
      invalid: [{ name: 'SHOW_SEARCH_LINK' }],
    })
    expect(taken.added.map(({ paid }: { paid: boolean }) => paid)).toEqual([false, true])
    const headers = { authorization: 'Bearer sk-old-client' }
    expect((await wire.call('/v1/models', { anonymous: true, headers })).status).not.toBe(401)
  })
})

describe('a call that cannot be done', () => {
  it.each([
    ['keys.nothing', {}, 404, 'unknown_action'],
    ['toString', {}, 404, 'unknown_action'],
    ['keys.list', { extra: 1 }, 400, 'invalid_input'],
    ['keys.update', { ids: [], change: {} }, 400, 'invalid_input'],
    ['keys.update', { ids: ['x'], change: { weight: 0 } }, 400, 'invalid_input'],
    ['keys.update', { ids: ['x'], change: {} }, 404, 'not_found'],
    ['keys.delete', { ids: ['x'] }, 404, 'not_found'],
    ['keys.reveal', { id: 'x' }, 404, 'not_found'],
    ['keys.import', { kind: 'database', base64: 'AAAA' }, 400, 'invalid_input'],
    ['settings.update', { change: { port: 'x' } }, 400, 'setting_invalid'],
    ['settings.update', { change: { nonsense: 1 } }, 400, 'setting_invalid'],
    [
      'settings.update',
      { change: { host: '0.0.0.0', requireToken: false } },
      400,
      'setting_invalid',
    ],
    ['tokens.revoke', { id: 'x' }, 404, 'not_found'],
    ['tokens.revoke', { id: 'admin' }, 409, 'conflict'],
    ['app.openLink', { url: 'https://example.org' }, 404, 'not_here'],
    ['app.openLink', { url: 'file:///etc/passwd' }, 400, 'invalid_input'],
  ])('%s %j is answered %i %s', async (action, input, status, code) => {
    await using wire = await startConsole()
    const answer = await ask(wire, action, input)
    expect([answer.status, answer.json.ok, answer.json.error.code]).toEqual([status, false, code])
  })

  it('names the field, and does not repeat what was sent', async () => {
    await using wire = await startConsole()
    const { json, text } = await ask(wire, 'keys.update', {
      ids: ['x'],
      change: { label: 'demo-key-1'.repeat(30) },
    })
    expect(json.error.message).toMatch(/^change\.label: /)
    expect(json.error.data.issues).toHaveLength(1)
    expect(text).not.toContain('demo-key-1')
  })

  it('because the body is no JSON says so', async () => {
    await using wire = await startConsole()
    expect((await ask(wire, 'keys.list', '{')).json.error.message).toBe('The body is not JSON')
  })
})
