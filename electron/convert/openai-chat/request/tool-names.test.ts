import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyCharacter } from '../../../shared/any-character.fixture.ts'
import { ToolNames } from './tool-names.ts'

describe('function names survive the trip to Google and back', () => {
  it.each([
    ['get_weather', 'get_weather'],
    ['ns.tool:run-it', 'ns.tool:run-it'],
    ['mcp/server/tool', 'mcp_server_tool'],
    ['7zip', '_7zip'],
    ['-x', '_-x'],
    ['查询', '__'],
    ['', '_'],
    ['a'.repeat(80), 'a'.repeat(64)],
  ])('%j goes as %j', (name, geminiName) => {
    const names = new ToolNames()
    expect(names.toGemini(name)).toBe(geminiName)
    expect(names.toClient(geminiName)).toBe(name)
  })

  it('gives names that would collide a number', () => {
    const names = new ToolNames()
    expect(['a_b', 'a/b', 'a b'].map((name) => names.toGemini(name))).toEqual([
      'a_b',
      'a_b_2',
      'a_b_3',
    ])
  })

  // Where each begins to count anew, this takes minutes.
  it('numbers tens of thousands of them at once', () => {
    const names = new ToolNames()
    const clientNames = Array.from({ length: 40_000 }, (_, n) => `${'x'.repeat(70)}${n}`)
    const geminiNames = new Set(clientNames.map((name) => names.toGemini(name)))
    expect(geminiNames.size).toBe(clientNames.length)
  })

  it('leaves a name the model made up as it is', () => {
    expect(new ToolNames().toClient('unheard_of')).toBe('unheard_of')
  })

  it('keeps distinct names distinct and restores each exactly', () => {
    const name = fc.oneof(
      fc.string({ unit: anyCharacter, maxLength: 90 }),
      fc.string({ unit: fc.constantFrom('a', '_', '2', '/', ' '), maxLength: 6 }),
      fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 62, maxLength: 70 }),
    )
    fc.assert(
      fc.property(fc.uniqueArray(name, { maxLength: 12 }), (clientNames) => {
        const names = new ToolNames()
        const geminiNames = clientNames.map((clientName) => names.toGemini(clientName))
        expect(new Set(geminiNames).size).toBe(clientNames.length)
        const accepted = /^[A-Za-z_][A-Za-z0-9_.:-]{0,63}$/
        expect(geminiNames.filter((geminiName) => !accepted.test(geminiName))).toEqual([])
        expect(geminiNames.map((geminiName) => names.toClient(geminiName))).toEqual(clientNames)
        expect(clientNames.map((clientName) => names.toGemini(clientName))).toEqual(geminiNames)
      }),
    )
  })
})
