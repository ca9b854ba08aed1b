import { describe, expect, it } from 'vitest'
import { expired } from './retention.ts'

const day = 86_400_000
const megabyte = 1024 * 1024
const nowMs = 100 * day
const image = (name: string, ageDays: number, megabytes = 1) => ({
  name,
  bytes: megabytes * megabyte,
  createdAtMs: nowMs - ageDays * day,
})
const rules = { imageRetentionDays: 30, imageRetentionMegabytes: 10 }

describe('expired', () => {
  it('names what is older than the days allow', () => {
    expect(expired([image('new', 1), image('old', 31), image('edge', 30)], rules, nowMs)).toEqual([
      'old',
    ])
  })

  it('names the oldest of what is too much, and no more than that', () => {
    const images = [image('c', 1, 4), image('a', 3, 4), image('b', 2, 4)]
    expect(expired(images, rules, nowMs)).toEqual(['a'])
  })

  it('never names the newest, however old or large it is', () => {
    expect(expired([image('only', 99, 50)], rules, nowMs)).toEqual([])
    expect(expired([image('a', 99, 50), image('b', 98, 50)], rules, nowMs)).toEqual(['a'])
  })

  it('keeps everything for ever where no days are set', () => {
    expect(
      expired([image('a', 99), image('b', 1)], { ...rules, imageRetentionDays: 0 }, nowMs),
    ).toEqual([])
  })

  it('names nothing where there is nothing', () => {
    expect(expired([], rules, nowMs)).toEqual([])
  })
})
