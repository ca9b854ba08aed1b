import { describe, expect, it } from 'vitest'
import { functionOf, sampleOptions } from './answer-options.fixture.ts'
import { ToolCallReader } from './tool-calls.ts'

describe('ToolCallReader', () => {
  it('E7: a call without arguments has the arguments "{}"', () => {
    const [call] = new ToolCallReader(sampleOptions()).push({ name: 'now' }, undefined)
    expect(call).toEqual({
      index: 0,
      id: 'call_1',
      type: 'function',
      function: { name: 'now', arguments: '{}' },
    })
  })

  it("E5: Google's id is kept while it is usable and new, else one is made", () => {
    const reader = new ToolCallReader(sampleOptions())
    const ids = ['abc-1', 'abc-1', '', 'a b', 'x'.repeat(65), 'ok_2'].flatMap((id) =>
      reader.push({ name: 'f', id, args: {} }, undefined).map((call) => call.id),
    )
    expect(ids).toEqual(['abc-1', 'call_1', 'call_2', 'call_3', 'call_4', 'ok_2'])
  })

  it('E9: the thought signature travels with its call', () => {
    const [call] = new ToolCallReader(sampleOptions()).push({ name: 'f' }, 'c2ln')
    expect(call?.extra_content).toEqual({ google: { thought_signature: 'c2ln' } })
  })

  it("B5: the client gets its own spelling of the tool's name", () => {
    const options = sampleOptions({ toClientToolName: (name) => name.replace('__', '/') })
    const [call] = new ToolCallReader(options).push({ name: 'mcp__read' }, undefined)
    expect(functionOf(call).name).toBe('mcp/read')
  })

  it('E38: a tool that takes free text is called with free text', () => {
    const options = sampleOptions({ customToolNames: new Set(['apply_patch']) })
    const reader = new ToolCallReader(options)
    const inputs = [{ input: '*** Begin Patch' }, { patch: 1 }, { input: ['a'] }].flatMap((args) =>
      reader.push({ name: 'apply_patch', args }, undefined),
    )
    expect(inputs[0]).toEqual({
      index: 0,
      id: 'call_1',
      type: 'custom',
      custom: { name: 'apply_patch', input: '*** Begin Patch' },
    })
    expect(inputs.map((call) => call.type === 'custom' && call.custom.input)).toEqual([
      '*** Begin Patch',
      '{"patch":1}',
      '["a"]',
    ])
  })

  it('A3: without parallel calls only the first is kept', () => {
    const reader = new ToolCallReader(sampleOptions({ parallelToolCalls: false }))
    expect(reader.push({ name: 'one' }, undefined)).toHaveLength(1)
    expect(reader.push({ name: 'two' }, undefined)).toEqual([])
    expect(reader.count).toBe(1)
  })

  it('B3.7: a call in pieces is given once it is whole', () => {
    const reader = new ToolCallReader(sampleOptions())
    const piece = { jsonPath: '$.city', stringValue: 'Bos', willContinue: true }
    expect(reader.push({ name: 'weather', willContinue: true }, 'c2ln')).toEqual([])
    expect(reader.push({ partialArgs: [piece], willContinue: true }, undefined)).toEqual([])
    const last = { partialArgs: [{ jsonPath: '$.city', stringValue: 'ton' }] }
    expect(reader.push(last, undefined)).toEqual([
      {
        index: 0,
        id: 'call_1',
        type: 'function',
        function: { name: 'weather', arguments: '{"city":"Boston"}' },
        extra_content: { google: { thought_signature: 'c2ln' } },
      },
    ])
    expect(reader.push({}, undefined)).toEqual([])
  })

  it('B3.7: a call that was never closed is given at the end, before the next, or never', () => {
    const open = { name: 'f', willContinue: true }
    const kept = new ToolCallReader(sampleOptions())
    kept.push(open, undefined)
    expect(kept.push({ name: 'g' }, undefined).map((call) => functionOf(call).name)).toEqual([
      'f',
      'g',
    ])
    kept.push(open, undefined)
    expect(kept.end(false)).toHaveLength(1)

    const cutShort = new ToolCallReader(sampleOptions())
    cutShort.push(open, undefined)
    expect(cutShort.end(true)).toEqual([])
  })
})
