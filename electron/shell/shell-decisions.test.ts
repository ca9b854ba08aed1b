import { describe, expect, it, test } from 'vitest'
import { isOwnPage, pageOf } from '../ipc/own-page.ts'
import { bundlePath } from './bundle-files.ts'
import { createNoticePolicy, type NoticeFacts } from './notice-policy.ts'
import { boundsToOpen, DEFAULT_SIZE } from './window-bounds.ts'

describe('the window opens where it was', () => {
  const display = { x: 0, y: 0, width: 1920, height: 1080 }
  const left = { x: -1280, y: 0, width: 1280, height: 800 }

  it('on whichever display that is', () => {
    const bounds = { x: -1200, y: 20, width: 900, height: 600 }
    expect(boundsToOpen(bounds, [display, left])).toEqual(bounds)
  })

  it('but not on a display that is gone: then the system places it, as large as before', () => {
    const bounds = { x: -1200, y: 20, width: 900, height: 600 }
    expect(boundsToOpen(bounds, [display])).toEqual({ width: 900, height: 600 })
  })

  it('and never too small, nor from nonsense that was stored', () => {
    expect(boundsToOpen({ x: 1, y: 1, width: 10, height: 10 }, [display])).toEqual({
      x: 1,
      y: 1,
      width: 760,
      height: 520,
    })
    for (const nonsense of [
      undefined,
      null,
      'left',
      { x: 1 },
      { x: '1', y: 1, width: 1, height: 1 },
    ])
      expect(boundsToOpen(nonsense, [display])).toBe(DEFAULT_SIZE)
  })
})

describe('the page is served from its folder alone', () => {
  const folder = '/app/out/renderer'
  it.each([
    ['app://bundle/', '/app/out/renderer/index.html'],
    ['app://bundle/keys', '/app/out/renderer/index.html'],
    ['app://bundle/assets/a.js?x=1#y', '/app/out/renderer/assets/a.js'],
    ['app://bundle/../../etc/pass.wd', '/app/out/renderer/etc/pass.wd'],
  ])('%s is %s', (address, expected) => {
    expect(bundlePath(folder, address)).toBe(expected)
  })

  it.each(['app://bundle/..%2f..%2fsecrets.json', 'app://bundle/%00.js', 'app://bundle/%zz.js'])(
    '%s is nothing',
    (address) => {
      expect(bundlePath(folder, address)).toBeUndefined()
    },
  )
})

test('only the app itself is a page of ours', () => {
  expect(isOwnPage('app://bundle/#/keys')).toBe(true)
  for (const other of [
    'app://bundle.evil/',
    'app://other/',
    'https://bundle/',
    'file:///bundle',
    'data:text/html,x',
    'about:blank',
    '',
  ])
    expect(isOwnPage(other)).toBe(false)
})

test('the page that the window stands on can be opened again', () => {
  expect(pageOf('app://bundle/#/settings/desktop')).toBe('settings/desktop')
  expect(['app://bundle/', 'https://bundle/#/keys', ''].map(pageOf)).toEqual(['', '', ''])
})

describe('a person is told', () => {
  const fine: NoticeFacts = {
    service: { kind: 'stopped' },
    tally: { ready: 3, total: 3 },
    areAllOff: false,
    restingModels: [],
    suspended: [],
  }
  const hour = 3_600_000

  it('when a key is suspended, but not of one that was so at the start', () => {
    const policy = createNoticePolicy()
    expect(policy.look({ ...fine, suspended: ['AI…1'] }, 0)).toEqual([])
    expect(policy.look({ ...fine, suspended: ['AI…1', 'AI…2'] }, 1)).toEqual([
      { cause: 'suspended', key: 'AI…2' },
    ])
  })

  it('when the last key goes to rest, with the time it is back, once an hour', () => {
    const policy = createNoticePolicy()
    const none = { ...fine, tally: { ready: 0, total: 3 }, nextReadyAtMs: 99 }
    policy.look(fine, 0)
    expect(policy.look(none, 1)).toEqual([{ cause: 'all-resting', backAtMs: 99 }])
    policy.look(fine, 2)
    expect(policy.look(none, 3)).toEqual([])
    policy.look(fine, 4)
    expect(policy.look(none, 1 + hour)).toHaveLength(1)
  })

  it('when all keys rest for a model, though they are ready for others', () => {
    const policy = createNoticePolicy()
    policy.look(fine, 0)
    const flash = { model: 'flash', backAtMs: 99 }
    expect(policy.look({ ...fine, restingModels: [flash] }, 1)).toEqual([
      { cause: 'all-resting', ...flash },
    ])
    expect(policy.look({ ...fine, restingModels: [flash] }, 2 * hour)).toEqual([])
    const both = [flash, { model: 'pro' }]
    expect(policy.look({ ...fine, restingModels: both }, 3 * hour)).toEqual([
      { cause: 'all-resting', model: 'pro' },
    ])
  })

  it('not when they have switched the last key off themselves', () => {
    const policy = createNoticePolicy()
    policy.look(fine, 0)
    const off = { ...fine, tally: { ready: 0, total: 3 }, areAllOff: true }
    expect(policy.look(off, 1)).toEqual([])
  })

  it('of a newer version once, however long it stays available', () => {
    const policy = createNoticePolicy()
    policy.look(fine, 0)
    const news = { ...fine, update: '1.3.0' }
    expect(policy.look(news, 1)).toEqual([{ cause: 'update', version: '1.3.0' }])
    expect(policy.look(news, 2 * hour)).toEqual([])
    expect(policy.look({ ...fine, update: '1.4.0' }, 3 * hour)).toHaveLength(1)
  })

  it('not when the last key is deleted', () => {
    const policy = createNoticePolicy()
    policy.look(fine, 0)
    expect(policy.look({ ...fine, tally: { ready: 0, total: 0 } }, 1)).toEqual([])
  })

  it('nothing while they do not want to be; what happens after that is news, within the hour too', () => {
    const policy = createNoticePolicy()
    policy.look(fine, 0)
    expect(policy.look({ ...fine, suspended: ['AI…1'] }, 1, false)).toEqual([])
    expect(policy.look({ ...fine, suspended: ['AI…1'] }, 2)).toEqual([])
    expect(policy.look({ ...fine, suspended: ['AI…1', 'AI…2'] }, 3)).toEqual([
      { cause: 'suspended', key: 'AI…2' },
    ])
  })

  it('when the port is lost', () => {
    const policy = createNoticePolicy()
    policy.look(fine, 0)
    const problem = { code: 'taken', message: '', host: '127.0.0.1', port: 1 } as const
    const lost = { ...fine, service: { kind: 'failed', problem } } as const
    expect(policy.look(lost, 1)).toEqual([{ cause: 'port', service: lost.service }])
    expect(policy.look(lost, 2)).toEqual([])
  })
})
