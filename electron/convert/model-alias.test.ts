import { expect, it } from 'vitest'
import { aliasedModel, listedAliases } from './model-alias.ts'

const aliases = {
  'gpt-4o': 'gemini-3.8-flash',
  'gpt-4*': 'gemini-3.6-flash',
  '*': 'gemini-3.5-flash-lite',
  'gemini-3.8-flash': 'gemini-3.1-pro-preview',
}

it.each([
  ['gpt-4o', 'gemini-3.8-flash', 'the very name'],
  ['gpt-4o-mini', 'gemini-3.6-flash', 'the longest beginning'],
  ['claude-4', 'gemini-3.5-flash-lite', 'any other'],
  ['gemini-3.8-flash', 'gemini-3.1-pro-preview', 'a model of Google’s own'],
])('serves %s with %s: %s', (asked, model) => {
  expect(aliasedModel(asked, aliases)).toBe(model)
})

it('leaves a name alone that stands for nothing, also one of every object', () => {
  expect(aliasedModel('gemini-3.6-flash', {})).toBe('gemini-3.6-flash')
  expect(aliasedModel('constructor', {})).toBe('constructor')
})

it('lists names, not beginnings of names', () => {
  expect(listedAliases(aliases).map(([name]) => name)).toEqual(['gpt-4o', 'gemini-3.8-flash'])
})
