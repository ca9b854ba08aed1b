import { describe, expect, it } from 'vitest'
import { usageInTail } from './usage-in-tail.ts'

const usage = { promptTokenCount: 7, candidatesTokenCount: 30, thoughtsTokenCount: 12 }
const promptTokensDetails = [{ modality: 'TEXT', tokenCount: 7 }]
const answer = {
  candidates: [{ content: { parts: [{ text: 'Grüße {"usageMetadata": 1} 漢字' }] } }],
  usageMetadata: { ...usage, promptTokensDetails },
  modelVersion: 'gemini-3.8-flash',
}

describe('token counts of an answer that is passed on', () => {
  it('are read from a whole answer, pretty or not', () => {
    expect(usageInTail([Buffer.from(JSON.stringify(answer))])).toEqual(usage)
    expect(usageInTail([Buffer.from(JSON.stringify(answer, null, 2))])).toEqual(usage)
  })

  it('are those of the last event of a stream', () => {
    const early = { ...answer, usageMetadata: { promptTokenCount: 7 } }
    const events = [early, answer].map((event) => `data: ${JSON.stringify(event)}\r\n\r\n`)
    expect(usageInTail(events.map((event) => Buffer.from(event)))).toEqual(usage)
  })

  it('are found wherever the end was cut in two', () => {
    const bytes = Buffer.from(JSON.stringify(answer))
    for (let at = 0; at <= bytes.length; at += 1) {
      expect(usageInTail([bytes.subarray(0, at), bytes.subarray(at)])).toEqual(usage)
    }
  })

  it('are unknown where there are none', () => {
    expect(usageInTail([])).toBeUndefined()
    expect(usageInTail([undefined, Buffer.from('{"error":{}}')])).toBeUndefined()
    expect(usageInTail([Buffer.from('"usageMetadata": {"promptTokenCount"')])).toBeUndefined()
    expect(usageInTail([Buffer.from('"usageMetadata"')])).toBeUndefined()
    expect(usageInTail([Buffer.from('"usageMetadata":{nonsense}')])).toBeUndefined()
    expect(usageInTail([Buffer.from('"usageMetadata":{"promptTokenCount":12')])).toBeUndefined()
  })
})
