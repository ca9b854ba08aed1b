import { describe, expect, it } from 'vitest'
import { createRedactor, maskSecret } from './redact.ts'

// Put together at run time, so that no string of the shape of a real key is ever committed.
const googleKey = ['AIza', 'SyD3m0K3yThatIsNotReal0123456789abc'].join('')
const newGoogleKey = ['AQ.', 'Ab8RN6Jd3m0K3yThatIsNotReal'].join('')

describe('redact', () => {
  it('shows only the last four characters of a secret', () => {
    expect(maskSecret('sk-demo-1234')).toBe('…1234')
    expect(maskSecret('sk-demo')).toBe('…o')
    expect(maskSecret('abcd')).toBe('…d')
  })

  it.each([
    ['a Google key', `refused ${googleKey}!`],
    ['a new Google key', `refused ${newGoogleKey}`],
    ['a bearer header', 'authorization: Bearer abc.def-ghi'],
    ['a key in a URL', 'GET /v1beta/models?pageSize=5&key=whatever123'],
    ['Google naming the key it refused', 'consumer api_key:whatever123 has been suspended'],
    ['credentials of a proxy', 'via http://user:whatever123@proxy.local:3128/'],
  ])('removes %s without having been told of it', (_what, text) => {
    const clean = createRedactor().redact(text)
    for (const secret of [googleKey, newGoogleKey, 'abc.def-ghi', 'whatever123']) {
      expect(clean).not.toContain(secret)
    }
  })

  it.each([
    ['on a line of its own in JSON', JSON.stringify({ text: `mine:\n${googleKey}\n` })],
    ['twice in JSON', JSON.stringify(JSON.stringify({ text: `\n${newGoogleKey}` }))],
    ['behind a tab', JSON.stringify(`\t${newGoogleKey}`)],
    ['as a parameter of a URL within a URL', `?to=https%3A%2F%2Fx%3Fkey%3D${googleKey}%26a%3D1`],
    ['as a new one there', `?to=x%3Dy%26k%3D${newGoogleKey}`],
    ['any parameter named key there', '?to=https%3A%2F%2Fx%3Fa%3D1%26key%3Dwhatever123%26b%3D2'],
    ['in a link as Go writes it', String.raw`"https://x/?a=1\u0026key=whatever123"`],
    ['behind a word of its own', `my${googleKey}`],
    ['as a new one behind a word of its own', `my${newGoogleKey}`],
    ['as a header on a line of its own', JSON.stringify('curl\nBearer abc.def-ghi\nx')],
    ['as a header in a form', 'auth=Bearer%20abc.def-ghi'],
  ])('removes a secret %s', (_where, text) => {
    const clean = createRedactor().redact(text)
    for (const secret of [googleKey, newGoogleKey, 'abc.def-ghi', 'whatever123']) {
      expect(clean).not.toContain(secret)
    }
  })

  it('knows a learned secret behind whatever JSON and URLs write for other characters', () => {
    const redactor = createRedactor()
    redactor.learn('my-home-token')
    redactor.learn('p\u00e4ss "w\u00f6rd"')
    for (const text of [
      JSON.stringify({ lines: 'token:\nmy-home-token' }),
      JSON.stringify(JSON.stringify('\tmy-home-token\n')),
      String.raw`\u003dmy-home-token`,
      'https://x/%3Fa%3Dmy-home-token',
      '100%my-home-token',
    ]) {
      expect(redactor.redact(text)).not.toContain('my-home-token')
      expect(redactor.redact(text)).toContain('…oken')
    }
    const phrase = 'p\u00e4ss "w\u00f6rd"'
    expect(redactor.redact(JSON.stringify({ phrase }))).toBe('{"phrase":"\u2026\u00f6rd\\""}')
    expect(redactor.redact(encodeURIComponent(phrase))).toBe('%E2%80%A6%C3%B6rd%22')
  })

  it('removes a learned secret of any shape and leaves the rest of the text alone', () => {
    const redactor = createRedactor()
    redactor.learn('my-home-token')
    redactor.learn('päss wörd')
    redactor.learn('tok')
    expect(redactor.redact('token=my-home-token, pw=päss wörd; my-home-tokens stay')).toBe(
      'token=…oken, pw=…wörd; my-home-tokens stay',
    )
    expect(redactor.redact('"tok"')).toBe('"…"')
  })

  it('leaves text without secrets unchanged', () => {
    const text = 'POST /v1/chat/completions 200 via …x4f2 812 ms, see FAQ.About-those-answers'
    expect(createRedactor().redact(text)).toBe(text)
  })
})
