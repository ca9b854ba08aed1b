import { describe, expect, it } from 'vitest'
import { quoted } from './quoted.ts'

describe('a refused value in a message', () => {
  it.each([
    ['abc', '"abc"'],
    [1.5, '1.5'],
    [null, 'null'],
    [undefined, 'undefined'],
    ['two\nlines', '"two\\nlines"'],
  ])('shows %j as %s', (value, expected) => {
    expect(quoted(value)).toBe(expected)
  })

  it('never shows a key that was pasted into the wrong place', () => {
    const key = ['AIza', 'SyA1234567890abcdefghijklmnopqrstuv'].join('')
    expect(quoted(key)).not.toContain('SyA1234567890')
    expect(quoted([key, key])).not.toContain('SyA1234567890')
  })

  it('never shows the password of a proxy', () => {
    expect(quoted('ftp://me:hunter2@proxy.example:21')).not.toContain('hunter2')
  })

  it('stays short', () => {
    expect(quoted('x'.repeat(500)).length).toBeLessThan(70)
  })
})
