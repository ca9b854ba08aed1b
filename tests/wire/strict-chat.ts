/** What the tests of known bugs share (conformance E): an upstream as strict as Google. */
import { expect } from 'vitest'
import type { WireAnswer, WireService } from './service.ts'

export const user = (content: unknown) => ({ role: 'user', content })
export const hello = user('Hello there')
export const call = (id: string, name = 'f', args: unknown = '{}') => ({
  id,
  type: 'function',
  function: { name, arguments: args },
})
export const asks = (...calls: object[]) => ({
  role: 'assistant',
  content: null,
  tool_calls: calls,
})
export const result = (id: string, content: unknown = 'done') => ({
  role: 'tool',
  tool_call_id: id,
  content,
})
export const tool = (name: string, parameters?: unknown) => ({
  type: 'function',
  function: { name, ...(parameters !== undefined && { parameters }) },
})
export const oldModel = 'gemini-2.5-flash-lite'

/** Sends a chat that has to work at the first try; gives the body Google got, and the answer. */
export async function chat(
  wire: WireService,
  body: object,
): Promise<{ sent: any; answer: WireAnswer }> {
  const before = wire.demo.requests.length
  const answer = await wire.chat({ messages: [hello], ...body })
  expect([answer.status, answer.text]).toEqual([200, expect.any(String)])
  expect(wire.demo.requests).toHaveLength(before + 1)
  return { sent: wire.demo.requests.at(-1)?.body, answer }
}
