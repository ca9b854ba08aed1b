import { expect, test } from 'vitest'
import { OptionError, parseOptions } from './options.ts'

test('without options everything is measured in five rounds of two seconds', () => {
  expect(parseOptions([])).toMatchObject({
    only: '',
    rounds: 5,
    roundMs: 2000,
    hasPeers: true,
    isBuilt: false,
  })
})

test('a quick bench has one round of half a second, unless it is told otherwise', () => {
  expect(parseOptions(['--quick'])).toMatchObject({ rounds: 1, roundMs: 500 })
  expect(parseOptions(['--quick', '--rounds', '3'])).toMatchObject({ rounds: 3, roundMs: 500 })
})

test('peers can be fetched from elsewhere, and a profile needs none', () => {
  const { peerSources } = parseOptions(['--peer', 'a=file:/x=y.tgz', '--peer', 'b=b@1'])
  expect([...peerSources]).toEqual([
    ['a', 'file:/x=y.tgz'],
    ['b', 'b@1'],
  ])
  expect(parseOptions(['--profile', 'chat, 1 connection']).hasPeers).toBe(false)
})

test.each([
  [['--rounds', '0'], '--rounds must be a whole number above 0'],
  [['--rounds', '1.5'], '--rounds must be a whole number above 0'],
  [['--seconds', 'two'], '--seconds must be a number above 0'],
  [['--peer', 'portkey'], '--peer must be NAME=SPEC'],
  [['--nonsense'], "Unknown option '--nonsense'"],
])('%j is refused with the reason', (args, reason) => {
  expect(() => parseOptions(args)).toThrow(OptionError)
  expect(() => parseOptions(args)).toThrow(reason)
})
