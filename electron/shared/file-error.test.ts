import { expect, it } from 'vitest'
import { reasonOf } from './file-error.ts'

it.each([
  [
    Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' }),
    'the disk is full',
  ],
  [Object.assign(new Error('EACCES: x'), { code: 'EACCES' }), 'permission denied'],
  [Object.assign(new Error('EISDIR: x'), { code: 'EISDIR' }), 'it is a folder'],
  [Object.assign(new Error('EIO: i/o error'), { code: 'EIO' }), 'EIO: i/o error'],
  [new Error('odd'), 'odd'],
  ['thrown text', 'thrown text'],
])('%s is told as “%s”', (error, reason) => {
  expect(reasonOf(error)).toBe(reason)
})
