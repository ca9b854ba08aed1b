import { expect, test } from 'vitest'
import { reasonIn } from './install.ts'

test('of what npm says, the line with the reason is told', () => {
  const offline =
    'npm error code ENOTFOUND\nnpm error network request to https://x.test/a.tgz failed, reason: getaddrinfo ENOTFOUND x.test\nnpm error A complete log of this run can be found in: x.log\n'
  expect(reasonIn(offline)).toBe(
    'network request to https://x.test/a.tgz failed, reason: getaddrinfo ENOTFOUND x.test',
  )
  const missing =
    'npm ERR! code E404\nnpm ERR! 404 Not Found - GET https://x.test/a - Not found\nnpm ERR! 404\n'
  expect(reasonIn(missing)).toBe('404 Not Found - GET https://x.test/a - Not found')
  expect(reasonIn('npm error code EACCES\n')).toBe('code EACCES')
  expect(reasonIn('')).toBe('npm said nothing')
})
