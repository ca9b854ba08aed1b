import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { errorOf, generate, post, sseEvents, stream, textOf } from './demo-client.ts'
import { scriptedKeys } from './scripted-keys.ts'
import { DEMO_KEYS, startDemoUpstream, type DemoUpstream } from './server.ts'

let demo: DemoUpstream
beforeAll(async () => {
  demo = await startDemoUpstream()
})
afterAll(() => demo.close())

const detail = (type: string, fields: object) =>
  expect.objectContaining({ '@type': `type.googleapis.com/google.rpc.${type}`, ...fields })
const violation = (quotaId: string, quotaValue: string) =>
  detail('QuotaFailure', { violations: [expect.objectContaining({ quotaId, quotaValue })] })
const reason = (name: string) => detail('ErrorInfo', { reason: name })
const retry = (retryDelay: string) => detail('RetryInfo', { retryDelay })

const perMinute = 'GenerateRequestsPerMinutePerProjectPerModel-FreeTier'
const perDay = 'GenerateRequestsPerDayPerProjectPerModel-FreeTier'
const inputTokens = 'GenerateContentInputTokensPerModelPerMinute-FreeTier'

const refusals: [
  key: string,
  status: number,
  message: RegExp,
  details: unknown[],
  lists: boolean,
][] = [
  ['demo-rpm', 429, /retry in 34\.4s/, [violation(perMinute, '10'), retry('34.4s')], true],
  ['demo-rpd', 429, /limit: 250/, [violation(perDay, '250'), retry('20s')], true],
  ['demo-zero', 429, /limit: 0,/, [violation(perDay, '0')], true],
  ['demo-tokens', 429, /input_token_count/, [violation(inputTokens, '250000')], true],
  ['demo-bare429', 429, /^Resource has been exhausted \(e\.g\. check quota\)\.$/, [], true],
  ['demo-invalid', 400, /API key not valid/, [reason('API_KEY_INVALID')], false],
  ['demo-expired', 400, /API key expired/, [reason('API_KEY_INVALID')], false],
  ['demo-suspended', 403, /has been suspended/, [reason('CONSUMER_SUSPENDED')], false],
  ['demo-leaked', 403, /reported as leaked/, [], false],
  ['demo-denied', 403, /project has been denied access/, [], false],
  ['demo-disabled', 403, /it is disabled/, [reason('SERVICE_DISABLED')], false],
  ['demo-location', 400, /User location is not supported/, [], false],
  ['demo-401', 401, /invalid authentication/, [reason('ACCESS_TOKEN_TYPE_UNSUPPORTED')], false],
  ['demo-leaky', 403, /api_key:demo-leaky/, [reason('API_KEY_IP_ADDRESS_BLOCKED')], false],
  ['demo-500', 500, /internal error/, [], true],
  ['demo-503', 503, /overloaded/, [], true],
  ['demo-504', 504, /Deadline expired/, [], true],
]

describe('keys that are refused', () => {
  it.each(refusals)('%s gets %i', async (key, status, message, details, lists) => {
    const response = await post(demo.baseUrl, { key: `${key}-2` })
    expect(response.status).toBe(status)
    const error = await errorOf(response)
    expect(error.code).toBe(status)
    expect(error.message).toMatch(message)
    expect(error.details ?? []).toEqual(expect.arrayContaining(details))
    const list = await fetch(`${demo.baseUrl}/models?key=${key}`)
    expect(list.ok).toBe(lists)
  })

  it('names where to switch the service on, and repeats the key where Google would', async () => {
    const disabled = await errorOf(await post(demo.baseUrl, { key: 'demo-disabled' }))
    expect(disabled.details?.[0]?.metadata?.['activationUrl']).toMatch(/^https:\/\/console\./)
    const leaky = await errorOf(await post(demo.baseUrl, { key: 'demo-leaky-x1' }))
    expect(leaky.message).toContain('demo-leaky-x1')
    expect(leaky.details?.[0]?.metadata?.['consumer']).toBe('api_key:demo-leaky-x1')
  })

  it('answers an HTML page, or hangs up before a byte', async () => {
    const html = await post(demo.baseUrl, { key: 'demo-html' })
    expect([html.status, html.headers.get('content-type')]).toEqual([
      502,
      'text/html; charset=UTF-8',
    ])
    expect(await html.text()).toMatch(/^<!DOCTYPE html>/)
    await expect(post(demo.baseUrl, { key: 'demo-reset' })).rejects.toMatchObject({
      cause: { code: 'ECONNRESET' },
    })
  })
})

const sse = (key: string) =>
  post(demo.baseUrl, { key, verb: 'streamGenerateContent', query: '?alt=sse' })

describe('keys whose answers are broken', () => {
  it('demo-empty has no candidates', async () => {
    expect(await generate(demo.baseUrl, { key: 'demo-empty' })).toEqual({})
    const [event, ...rest] = await stream(demo.baseUrl, { key: 'demo-empty' })
    expect(event?.candidates).toBeUndefined()
    expect(rest).toEqual([])
  })

  it('demo-blocked reports the blocked prompt and no candidate', async () => {
    const whole = await generate(demo.baseUrl, { key: 'demo-blocked' })
    expect(whole.promptFeedback).toEqual({ blockReason: 'SAFETY' })
    expect(whole.candidates).toBeUndefined()
    expect(whole.usageMetadata?.totalTokenCount).toBe(whole.usageMetadata?.promptTokenCount)
  })

  it('demo-cut sends some text and breaks the connection', async () => {
    const reader = (await sse('demo-cut')).body?.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    const readAll = async () => {
      for (;;) {
        const piece = await reader?.read()
        if (piece === undefined || piece.done) return
        text += piece.value
      }
    }
    await expect(readAll()).rejects.toThrow('terminated')
    expect(textOf(...sseEvents(text))).toContain('你好')
    expect(text).not.toContain('finishReason')
    await expect(generate(demo.baseUrl, { key: 'demo-cut' })).rejects.toThrow('terminated')
  })

  it('demo-eof ends in good order but without a reason', async () => {
    const text = await (await sse('demo-eof')).text()
    expect(sseEvents(text)).toHaveLength(2)
    expect(text).not.toContain('finishReason')
  })

  it('demo-error-event and demo-first-error-event put the error into the stream', async () => {
    const unavailable = { error: expect.objectContaining({ code: 503, status: 'UNAVAILABLE' }) }
    const late = sseEvents(await (await sse('demo-error-event')).text())
    expect(late).toHaveLength(3)
    expect(late[2]).toEqual(unavailable)
    const first = await sse('demo-first-error-event')
    expect(first.status).toBe(200)
    expect(sseEvents(await first.text())).toEqual([unavailable])
  })

  it('demo-error-tail ends in indented JSON without data:', async () => {
    const text = await (await sse('demo-error-tail')).text()
    const [event = '', tail = ''] = text.split('\r\n\r\n')
    expect(event).toMatch(/^data: /)
    expect(tail).toMatch(/^\{\n {2}"error": \{\n/)
  })
})

it('plays every part under a name that is no prefix of another', () => {
  const names = scriptedKeys.map(({ name }) => name)
  const ambiguous = names.filter((name) => names.some((other) => name.startsWith(`${other}-`)))
  expect(ambiguous).toEqual([])
})

it('offers three keys that work, one out of quota and one that is wrong', async () => {
  const statuses = await Promise.all(
    DEMO_KEYS.map(async (key) => (await post(demo.baseUrl, { key })).status),
  )
  expect(statuses).toEqual([200, 200, 200, 429, 400])
})
