import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { ChatChunk } from './chat-chunk.ts'
import { ChatEventWriter } from './chat-events.ts'

const head = fc.record(
  {
    id: fc.constantFrom('chatcmpl-a', 'chatcmpl-b'),
    object: fc.constant('chat.completion.chunk' as const),
    created: fc.nat(2),
    model: fc.constantFrom('gemini', 'name with "quotes" and ü'),
    system_fingerprint: fc.constantFrom('v1', 'v2'),
    service_tier: fc.constantFrom('default' as const, 'flex' as const),
  },
  { requiredKeys: ['id', 'object', 'created', 'model'] },
)
const choice = fc.record({
  index: fc.nat(3),
  delta: fc.record({ content: fc.string({ unit: 'binary' }) }),
  finish_reason: fc.constantFrom(null, 'stop' as const),
  logprobs: fc.constant(null),
})
const usage = fc.record({ prompt_tokens: fc.nat(), completion_tokens: fc.nat() })
const chunk = fc
  .tuple(head, fc.array(choice, { maxLength: 2 }), fc.option(usage, { nil: undefined }))
  .map(([shared, choices, counts]) => {
    return { ...shared, choices, ...(counts && { usage: counts }) } as unknown as ChatChunk
  })

it('writes every chunk as JSON would, whatever the chunks before it were', () => {
  fc.assert(
    fc.property(fc.array(chunk, { maxLength: 8 }), (chunks) => {
      const writer = new ChatEventWriter()
      for (const one of chunks) {
        expect(writer.write(one)).toBe(`data: ${JSON.stringify(one)}\n\n`)
      }
    }),
  )
})
