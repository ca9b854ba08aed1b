import { describe, expect, it } from 'vitest'
import { isNewer, readRelease, repositoryOf } from './release.ts'

describe('the latest release', () => {
  it('is told by GitHub with version and page', () => {
    const page = 'https://github.com/someone/balance/releases/tag/v1.2.3'
    expect(readRelease({ tag_name: 'v1.2.3', html_url: page, draft: false })).toEqual({
      version: '1.2.3',
      pageUrl: page,
    })
  })

  it.each([
    { tag_name: 'nightly', html_url: 'https://github.com/a/b' },
    { tag_name: 'v1.2.3', html_url: 'https://example.org/v1.2.3' },
    { message: 'Not Found' },
    null,
  ])('is not made up from %j', (body) => {
    expect(() => readRelease(body)).toThrow(/names no release/)
  })

  it.each([
    ['0.2.0', '0.1.9', true],
    ['0.10.0', '0.9.0', true],
    ['1.0.0', '1.0.0-beta.2', true],
    ['0.1.0', '0.1.0', false],
    ['0.1.0', '0.2.0', false],
    ['0.9.0', '1.0.0-beta.2', false],
  ])('%s seen from %s is news: %s', (released, running, expected) => {
    expect(isNewer(released, running)).toBe(expected)
  })
})

describe('the repository', () => {
  it.each([
    'someone/balance',
    'github:someone/balance',
    'git+https://github.com/someone/balance.git',
    'https://github.com/someone/balance',
    'ssh://git@github.com/someone/balance.git',
  ])('is read off package.json as %s', (text) => {
    expect(repositoryOf({ repository: text })).toBe('someone/balance')
    expect(repositoryOf({ repository: { type: 'git', url: text } })).toBe('someone/balance')
  })

  it.each([undefined, 'https://gitlab.com/a/b', 'github:a/b/../c', 7])(
    'is none where it stands elsewhere: %s',
    (repository) => {
      expect(repositoryOf({ repository })).toBeUndefined()
    },
  )
})
