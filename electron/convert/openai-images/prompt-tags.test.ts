import { describe, expect, it } from 'vitest'
import { readPromptTags } from './prompt-tags.ts'

describe('readPromptTags', () => {
  it.each([
    ['{n:2} {ratio:16:9} 汉服美女', { text: '汉服美女', count: 2, ratio: '16:9' }],
    ['a cat {ratio:3:4} in a hat {n:4}', { text: 'a cat in a hat', count: 4, ratio: '3:4' }],
    ['{N:1}{ RATIO : 1:1 }a cat', { text: 'a cat', count: 1, ratio: '1:1' }],
    ['{n:2} {n:3} a cat', { text: 'a cat', count: 3, ratio: undefined }],
    ['a {b:c} cat {n}', { text: 'a {b:c} cat {n}', count: undefined, ratio: undefined }],
    ['a\n\ncat', { text: 'a\n\ncat', count: undefined, ratio: undefined }],
  ])('reads %s', (prompt, expected) => {
    expect(readPromptTags(prompt)).toEqual(expected)
  })

  it.each([
    ['{n:5} a cat', '{n:1}, {n:2}, {n:3}, {n:4}'],
    ['{n:0} a cat', '{n:1}'],
    ['{n:} a cat', '{n:1}'],
    ['{n:two} a cat', '{n:1}'],
    ['{ratio:2:1} a cat', '{ratio:1:1}, {ratio:3:4}, {ratio:4:3}, {ratio:9:16}, {ratio:16:9}'],
    ['{ratio:wide} a cat', '{ratio:16:9}'],
  ])('refuses %s and says what is allowed', (prompt, names) => {
    expect(() => readPromptTags(prompt)).toThrow(names)
    expect(() => readPromptTags(prompt)).toThrow(expect.objectContaining({ param: 'prompt' }))
  })

  it('refuses a prompt of nothing but tags', () => {
    expect(() => readPromptTags(' {n:2}{ratio:1:1} ')).toThrow('what to draw')
  })
})
