import { describe, expect, it } from 'vitest'
import { clientFamily } from './client-family.ts'

describe('the family of a client', () => {
  it.each([
    ['OpenAI/Python 2.8.0', 'OpenAI SDK (Python)'],
    ['OpenAI/JS 7.57.0', 'OpenAI SDK (JavaScript)'],
    ['google-genai-sdk/3.1.0 gl-node/v24.21.0', 'Google SDK (JavaScript)'],
    ['google-genai-sdk/1.2 gl-python/3.13', 'Google SDK (Python)'],
    ['curl/8.14.1', 'curl'],
    ['python-httpx/0.28', 'Python'],
    ['node', 'Node.js'],
  ])('%s is %s', (userAgent, family) => expect(clientFamily(userAgent)).toBe(family))

  it('is the app, not the engine it runs on', () => {
    const electronApp = (name: string) =>
      `Mozilla/5.0 (X11; Linux) AppleWebKit/537.36 ${name} Chrome/140.0 Electron/45.0 Safari/537.36`
    expect(clientFamily(electronApp('CherryStudio/1.7.0'))).toBe('Cherry Studio')
    expect(clientFamily(electronApp('xyz.chatboxapp.app/1.17'))).toBe('Chatbox')
    expect(clientFamily(electronApp('SomeApp/1'))).toBe('Desktop app')
  })

  it('is the first product of a program nobody knows, short and without what may be private', () => {
    expect(clientFamily('MyScript/2.0 (alice@example.org)')).toBe('MyScript')
    expect(clientFamily('x'.repeat(500))).toHaveLength(40)
  })

  it('is empty when the client says nothing', () => {
    expect(clientFamily(undefined)).toBe('')
    expect(clientFamily('')).toBe('')
  })
})
