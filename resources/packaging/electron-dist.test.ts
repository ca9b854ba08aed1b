import { describe, expect, it } from 'vitest'
import { electronDist } from './electron-dist.ts'

const offline = { given: undefined, isNamed: false, exists: () => true, fetch: () => false }

describe('the Electron that is packed', () => {
  it('is fetched by electron-builder where that works', () => {
    expect(electronDist({ ...offline, fetch: () => true })).toEqual({ flags: [] })
  })

  it('comes from ELECTRON_OVERRIDE_DIST_PATH, for this processor only', () => {
    expect(electronDist({ ...offline, given: '/opt/electron' })).toEqual({
      flags: ['-c.electronDist=/opt/electron', `--${process.arch}`],
    })
  })

  it('is not looked for when the caller names it to electron-builder', () => {
    expect(electronDist({ ...offline, isNamed: true })).toEqual({ flags: [] })
  })

  it.each([
    [offline, /cannot be fetched/],
    [
      { ...offline, given: '/nowhere', exists: () => false },
      /names \/nowhere, which does not exist/,
    ],
  ])('that cannot be had is one sentence', (sources, sentence) => {
    expect(electronDist(sources)).toEqual({ refusal: expect.stringMatching(sentence) })
  })
})
