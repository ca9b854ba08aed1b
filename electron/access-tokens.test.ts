import { describe, expect, it } from 'vitest'
import { chooseAccessTokens } from './access-tokens.ts'

const choose = (
  secrets: Parameters<typeof chooseAccessTokens>[0],
  situation: Partial<Parameters<typeof chooseAccessTokens>[1]> = {},
) =>
  chooseAccessTokens(
    secrets,
    { isDemo: false, isTerminal: true, requireToken: true, ...situation },
    () => 'gb-random',
  )

describe('access tokens', () => {
  it('are the ones the person set, and those are never printed', () => {
    expect(choose({ allowedTokens: ['a', 'b'], authToken: 'c' })).toEqual({
      values: ['a', 'b', 'c'],
    })
  })

  it('are made up for a person at a terminal who set none', () => {
    expect(choose({})).toMatchObject({ values: ['gb-random'], announced: { token: 'gb-random' } })
  })

  it('are not made up where the output may end up in a log', () => {
    const tokens = choose({}, { isTerminal: false })
    expect(tokens.values).toEqual([])
    expect(tokens.warning).toContain('ALLOWED_TOKENS')
  })

  it('are not needed when they are switched off', () => {
    expect(choose({}, { requireToken: false })).toEqual({ values: [] })
  })

  it('of the demo are fixed, so that the snippets of the README work', () => {
    expect(choose({ allowedTokens: ['mine'] }, { isDemo: true })).toMatchObject({
      values: ['sk-demo', 'mine'],
      announced: { token: 'sk-demo' },
    })
  })
})
