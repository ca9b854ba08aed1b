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
    const text = 'POST /v1/chat/completions 200 via …x4f2 812 ms'
    expect(createRedactor().redact(text)).toBe(text)
  })
})
