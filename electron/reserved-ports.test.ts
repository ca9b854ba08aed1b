import { expect, it } from 'vitest'
import { rangesOfNetsh, reservedRangeOf } from './reserved-ports.ts'

const german = `
Portausschlussbereiche für das Protokoll "tcp"

Startport      Endport
----------    --------
      5357        5357
      7990        8089
     50000       50059     *

* - Verwaltete Portausschlüsse.
`

it('the ranges that Windows has reserved are read, whatever its language', () => {
  expect(rangesOfNetsh(german)).toEqual([
    { first: 5357, last: 5357 },
    { first: 7990, last: 8089 },
    { first: 50_000, last: 50_059 },
  ])
  expect(rangesOfNetsh('')).toEqual([])
})

it('other systems reserve none', async () => {
  expect(await reservedRangeOf(8000, 1000, 'linux')).toBeUndefined()
})
