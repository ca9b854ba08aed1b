import { expect, it } from 'vitest'
import { aliasesOf, isRepeated, rowsOf } from './alias-rows.ts'

const row = (name: string, model: string) => ({ id: `${name}-${model}`, name, model })

it('rows that are not complete make no alias', () => {
  expect(aliasesOf([row('gpt-4o', ''), row(' ', 'gemini-a'), row(' a ', ' gemini-b ')])).toEqual({
    a: 'gemini-b',
  })
})

it('the first of two rows of one name counts, and the second is told', () => {
  const rows = [row('a', 'gemini-1'), row('a', 'gemini-2')]
  expect(aliasesOf(rows)).toEqual({ a: 'gemini-1' })
  expect([isRepeated(rows, 0), isRepeated(rows, 1)]).toEqual([false, true])
})

it('what is stored comes back as it was', () => {
  const aliases = { 'gpt-4o': 'gemini-a', 'claude-*': 'gemini-b' }
  expect(aliasesOf(rowsOf(aliases))).toEqual(aliases)
})
