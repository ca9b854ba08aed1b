import { describe, expect, it } from 'vitest'
import { chooseStartTokens } from './access-tokens.ts'

function choose(
  secrets: Parameters<typeof chooseStartTokens>[0],
  situation: Partial<Parameters<typeof chooseStartTokens>[1]> = {},
) {
  let made = 0
  const { tokens, announced, warnings } = chooseStartTokens(
    secrets,
    { isDemo: false, isTerminal: true, requireToken: true, hasConsole: false, ...situation },
    () => `gb-random-${++made}`,
  )
  return {
    api: tokens.filter(({ isAdmin }) => !isAdmin).map(({ secret }) => secret),
    admin: tokens.filter(({ isAdmin }) => isAdmin).map(({ secret }) => secret),
    announced: announced.map(({ opens, token }) => [opens, token]),
    warnings,
    ids: tokens.map(({ id }) => id),
  }
}

describe('access tokens at the start', () => {
  it('are the ones the person set, and those are never printed', () => {
    const chosen = choose({ allowedTokens: ['a', 'b'], authToken: 'c' }, { hasConsole: true })
    expect(chosen).toMatchObject({ api: ['a', 'b'], admin: ['c'], announced: [], warnings: [] })
    expect(new Set(chosen.ids).size).toBe(3)
  })

  it('are made up for a person at a terminal who set none', () => {
    expect(choose({})).toMatchObject({
      api: ['gb-random-1'],
      admin: [],
      announced: [['api', 'gb-random-1']],
    })
  })

  it('are two when there is a console: a client cannot open it', () => {
    expect(choose({}, { hasConsole: true })).toMatchObject({
      api: ['gb-random-1'],
      admin: ['gb-random-2'],
      announced: [
        ['api', 'gb-random-1'],
        ['console', 'gb-random-2'],
      ],
    })
    expect(choose({ allowedTokens: ['a'] }, { hasConsole: true })).toMatchObject({
      api: ['a'],
      announced: [['console', 'gb-random-1']],
    })
  })

  it('are not made up where the output may end up in a log', () => {
    const chosen = choose({}, { isTerminal: false, hasConsole: true })
    expect([...chosen.api, ...chosen.admin]).toEqual([])
  })

  it('are not needed when they are switched off, but for the console', () => {
    expect(choose({}, { requireToken: false, hasConsole: true })).toMatchObject({
      api: [],
      admin: ['gb-random-1'],
    })
  })

  it('of the demo are fixed and open everything, so that the snippets of the README work', () => {
    expect(choose({ allowedTokens: ['mine'] }, { isDemo: true, hasConsole: true })).toMatchObject({
      api: ['mine'],
      admin: ['sk-demo'],
      announced: [['api', 'sk-demo']],
    })
  })

  it('that serve clients and the administrator alike are worth a warning', () => {
    const chosen = choose({ allowedTokens: ['same', 'b'], authToken: 'same' })
    expect(chosen).toMatchObject({ api: ['b'], admin: ['same'] })
    expect(chosen.warnings[0]).toMatch(/AUTH_TOKEN.*ALLOWED_TOKENS/)
  })
})
