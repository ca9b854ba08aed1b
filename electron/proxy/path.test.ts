import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dialectOf, hasDotSegments, normalisePath, upstreamPath } from './path.ts'

describe('the many ways clients write a path', () => {
  it.each([
    ['/v1/chat/completions', '/v1/chat/completions'],
    ['/chat/completions', '/v1/chat/completions'],
    ['//v1//chat/completions/', '/v1/chat/completions'],
    ['/v1/v1/chat/completions', '/v1/chat/completions'],
    ['/hf/v1/models', '/v1/models'],
    ['/openai/v1/embeddings', '/v1/embeddings'],
    ['/openai/chat/completions', '/v1/chat/completions'],
    ['/api/v1/models', '/v1/models'],
    ['/v1beta/openai/chat/completions', '/v1/chat/completions'],
    ['/models', '/v1/models'],
    ['/models/', '/v1/models'],
    ['/v1/models/gemini-3.8-flash', '/v1/models/gemini-3.8-flash'],
    ['/gemini/v1beta/models', '/v1beta/models'],
    ['/v1beta/v1beta/models', '/v1beta/models'],
    ['/v1/v1beta/models/x:generateContent', '/v1beta/models/x:generateContent'],
    ['/v1alpha/models/x%3AcountTokens?a=%2F&b', '/v1alpha/models/x%3AcountTokens?a=%2F&b'],
    ['/v1/models/?key=a//b/', '/v1/models?key=a//b/'],
    ['/health', '/health'],
    ['/', '/'],
    ['/nothing/here', '/nothing/here'],
    ['/gemini/upload/v1beta/files', '/upload/v1beta/files'],
    ['/v1beta/upload/v1beta/files', '/upload/v1beta/files'],
    ['/upload/v1/files?upload_id=a%2F', '/upload/v1/files?upload_id=a%2F'],
    ['/upload/files', '/upload/v1beta/files'],
    ['http://localhost:8000/v1/models?a=b', '/v1/models?a=b'],
    ['http://localhost:8000?a=b', '/?a=b'],
    ['/v1/models/50%?a=%', '/v1/models/50%25?a=%'],
    ['/v1/models/%ff', '/v1/models/%25ff'],
  ])('%s is %s', (sent, known) => {
    expect(normalisePath(sent)).toBe(known)
  })

  it.each([
    ['/v1/models/x:generateContent', '/google/v1/models/x:generateContent'],
    ['/gemini/v1/models/x%3AcountTokens?a', '/google/v1/models/x%3AcountTokens?a'],
  ])('%s is Google’s own v1', (sent, known) => {
    expect(normalisePath(sent)).toBe(known)
    expect(upstreamPath(known)).toBe(known.slice('/google'.length))
  })

  it('of Google’s SDKs mean Google’s v1, unless they ask for OpenAI by name', () => {
    expect(normalisePath('/v1/models', true)).toBe('/google/v1/models')
    expect(normalisePath('/v1beta/models', true)).toBe('/v1beta/models')
    expect(normalisePath('/openai/v1/models', true)).toBe('/v1/models')
  })

  it('are normalised once and for all', () => {
    fc.assert(
      fc.property(fc.webPath(), (path) => {
        const once = normalisePath(path === '' ? '/' : path)
        expect(normalisePath(once)).toBe(once)
      }),
    )
  })
})

describe('the dialect of an error', () => {
  it.each([
    ['/v1/models', 'openai'],
    ['/v1/models/x', 'openai'],
    ['/v1/chat/completions', 'openai'],
    ['/nothing', 'openai'],
    ['/v1beta/models', 'google'],
    ['/v1alpha/files/x', 'google'],
    ['/upload/v1beta/files', 'google'],
    ['/google/v1/models', 'google'],
  ])('of %s is %s', (path, dialect) => {
    expect(dialectOf(path)).toBe(dialect)
  })
})

describe('paths that climb', () => {
  it.each([
    '/v1beta/../x',
    '/v1beta/%2e%2e/x',
    '/v1beta/.%2E/x',
    '/v1beta/a%2f..%2fx',
    '/v1beta/a\\..\\x',
  ])('%s is found', (path) => expect(hasDotSegments(path)).toBe(true))
  it.each(['/v1beta/models/gemini-3.8-flash', '/v1beta/files/..a', '/v1beta/models/x...y'])(
    '%s is none',
    (path) => expect(hasDotSegments(path)).toBe(false),
  )
})
