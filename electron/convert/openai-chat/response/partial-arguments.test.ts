import { describe, expect, it } from 'vitest'
import type { PartialArg } from '../../../gemini/wire.ts'
import { addPartialArg, emptyArguments } from './partial-arguments.ts'

function build(pieces: PartialArg[]): unknown {
  const root = emptyArguments()
  for (const piece of pieces) addPartialArg(root, piece)
  return JSON.parse(JSON.stringify(root))
}

describe('addPartialArg', () => {
  it('B3.7: builds nested objects and lists and continues text', () => {
    const pieces: PartialArg[] = [
      { jsonPath: '$.recipe.steps[0]', stringValue: 'Heat', willContinue: true },
      { jsonPath: '$.recipe.steps[0]', stringValue: ' the oven' },
      { jsonPath: '$.recipe.steps[1]', stringValue: 'Wait' },
      { jsonPath: "$['odd.key'][0].price", numberValue: 0.5 },
      { jsonPath: '$.ready', boolValue: false },
      { jsonPath: '$.note', nullValue: 'NULL_VALUE' },
      { jsonPath: '$.grid[0][1]', numberValue: 0 },
    ]
    expect(build(pieces)).toEqual({
      recipe: { steps: ['Heat the oven', 'Wait'] },
      'odd.key': [{ price: 0.5 }],
      ready: false,
      note: null,
      grid: [[null, 0]],
    })
  })

  it('B3.7: a piece without a path changes nothing', () => {
    expect(build([{ stringValue: 'lost' }, { jsonPath: '$', stringValue: 'lost' }])).toEqual({})
  })

  it('B3.7: a path that contradicts an earlier one replaces it instead of failing', () => {
    const pieces = [
      { jsonPath: '$.list[0]', stringValue: 'x' },
      { jsonPath: '$.list.length', stringValue: 'y' },
    ]
    expect(build(pieces)).toEqual({ list: { length: 'y' } })
  })

  it('B3.7: a key named __proto__ is a plain key', () => {
    const root = emptyArguments()
    addPartialArg(root, { jsonPath: '$.__proto__.polluted', boolValue: true })
    expect(JSON.stringify(root)).toBe('{"__proto__":{"polluted":true}}')
    expect({}).not.toHaveProperty('polluted')
  })
  it('B3.7: a key named __proto__ reaches no object that came before', () => {
    const root = Object.assign(emptyArguments(), { ready: {} })
    addPartialArg(root, { jsonPath: '$.ready.__proto__.polluted', boolValue: true })
    addPartialArg(root, { jsonPath: '$.ready.__proto__.deep.polluted', boolValue: true })
    expect({}).not.toHaveProperty('polluted')
  })

  it('B3.7: a place no list reaches is left out, for it would cost all memory', () => {
    expect(build([{ jsonPath: '$.a[99999999]', numberValue: 1 }])).toEqual({})
  })
})
