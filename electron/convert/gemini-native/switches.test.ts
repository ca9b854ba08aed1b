import { describe, expect, it } from 'vitest'
import { applySwitches } from './switches.ts'

const apply = (body: string, switches: { search?: boolean; codeExecution?: boolean }) =>
  applySwitches(Buffer.from(body), { search: false, codeExecution: false, ...switches }).toString()

describe('native requests and the switches', () => {
  it('pass byte for byte while no switch is on', () => {
    const body = ' {"contents" : [],"x":12345678901234567890}\n'
    expect(apply(body, {})).toBe(body)
  })

  it('get Google Search from the -search suffix without touching any other byte', () => {
    const body = ' {"contents" : [],"seed":12345678901234567890}\n'
    expect(apply(body, { search: true })).toBe(
      ' {"tools":[{"googleSearch":{}}],"contents" : [],"seed":12345678901234567890}\n',
    )
  })

  it('keep the tools the client sent', () => {
    const body = { contents: [], tools: [{ urlContext: {} }] }
    expect(JSON.parse(apply(JSON.stringify(body), { search: true }))).toEqual({
      contents: [],
      tools: [{ urlContext: {} }, { googleSearch: {} }],
    })
  })

  it('do not get a second Google Search', () => {
    const body = '{"tools":[{"google_search":{}}],"contents":[]}'
    expect(apply(body, { search: true })).toBe(body)
  })

  it('get code execution when it is switched on and nothing speaks against it', () => {
    expect(apply('{}', { codeExecution: true })).toBe('{"tools":[{"codeExecution":{}}]}')
    for (const body of [
      '{"tools":[{"functionDeclarations":[{"name":"f"}]}]}',
      '{"generationConfig":{"responseMimeType":"application/json"}}',
      '{"generation_config":{"response_mime_type":"application/json"}}',
    ]) {
      expect(apply(body, { codeExecution: true })).toBe(body)
    }
  })

  it.each(['', 'no json', '[]', '"text"', '{"cut":'])('leave %j for Google to judge', (body) => {
    expect(apply(body, { search: true, codeExecution: true })).toBe(body)
  })
})
