import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { requestCurl } from './request-code.ts'

const target = {
  openai: 'http://127.0.0.1:8000/v1',
  gemini: 'http://127.0.0.1:8000',
  token: 'gb-1',
}
const said = JSON.stringify({ model: 'm', messages: [{ content: `It's "so" $(whoami) \`id\`` }] })
const record = {
  method: 'POST',
  route: '/v1/chat/completions',
  modelAsked: 'gemini-3.8-flash',
  stream: false,
  bodies: { request: said, response: '{}' },
}

describe('a recorded request as a command', () => {
  it('sends what was sent, word for word, with the token of now', () => {
    const script = (requestCurl(record, target) ?? '').replace(/^curl/, String.raw`printf '%s\0'`)
    const words = execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\0')
    expect(words).toContain('http://127.0.0.1:8000/v1/chat/completions')
    expect(words).toContain('Authorization: Bearer gb-1')
    expect(words).toContain(said)
  })

  it('names the model in Google’s paths, and asks for a stream as it was asked for', () => {
    const native = { ...record, route: '/v1beta/models/*:streamGenerateContent', stream: true }
    expect(requestCurl(native, target)).toContain(
      "'http://127.0.0.1:8000/v1beta/models/gemini-3.8-flash:streamGenerateContent?alt=sse'",
    )
  })

  it('has no body where none was sent', () => {
    const list = { ...record, method: 'GET', bodies: { request: '', response: '{}' } }
    expect(requestCurl({ ...list, route: '/v1/models' }, target)).not.toContain('-d')
  })

  it.each([
    ['nothing was recorded', { bodies: undefined }],
    ['the body was cut off', { bodies: { request: '{"model":"m"…', response: '' } }],
    ['the body is no text', { bodies: { request: '(no text)', response: '' } }],
    ['the path is not known', { route: '/v1beta/files/*' }],
  ])('there is none when %s', (_why, change) => {
    const { bodies, ...rest } = { ...record, ...change }
    expect(requestCurl({ ...rest, ...(bodies && { bodies }) }, target)).toBeUndefined()
  })
})
