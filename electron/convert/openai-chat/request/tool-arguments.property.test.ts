import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseModelName } from '../../model-name.ts'
import { parseChatRequest } from './chat-request.ts'
import { toGenerateContent } from './request.ts'

const model = 'gemini-3.8-flash'

/** Objects full of words that mean something in a schema and nothing in an argument. */
const awkward = fc.oneof(
  fc.constantFrom('title', 'type', '$ref', 'properties', 'const', 'required', 'format', 'nullable'),
  fc.string({ maxLength: 6 }),
)
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.jsonValue({ maxDepth: 0 }),
    fc.array(tie('value'), { maxLength: 2 }),
    fc.dictionary(awkward, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
}))
const args = fc.dictionary(awkward, value, { maxKeys: 4, noNullPrototype: true })

it('arguments and results of tools reach Google as they are', () => {
  fc.assert(
    fc.property(args, args, (given, result) => {
      const text = JSON.stringify(given)
      const answer = JSON.stringify(result)
      const call = { id: 'c', type: 'function', function: { name: 'f', arguments: text } }
      const request = parseChatRequest({
        model,
        messages: [
          { role: 'user', content: 'go' },
          { role: 'assistant', content: null, tool_calls: [call] },
          { role: 'tool', tool_call_id: 'c', content: answer },
        ],
        tools: [{ type: 'function', function: { name: 'f', parameters: given } }],
      })
      const options = { codeExecutionEnabled: false, showThinkingProcess: false }
      const { contents } = toGenerateContent(request, parseModelName(model), options).body
      expect(JSON.stringify(contents[1]?.parts?.[0]?.functionCall?.args)).toBe(text)
      const response = contents[2]?.parts?.[0]?.functionResponse?.response
      expect(JSON.stringify(response)).toBe(answer)
    }),
  )
})
