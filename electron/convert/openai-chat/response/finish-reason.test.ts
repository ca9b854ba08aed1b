import { describe, expect, it } from 'vitest'
import type { FinishReason } from '../../../gemini/wire.ts'
import { toFinish } from './finish-reason.ts'

const nothing = { toolCall: false, anything: false }
const text = { toolCall: false, anything: true }
const call = { toolCall: true, anything: true }

describe('toFinish', () => {
  it.each([
    ['STOP', text, 'stop'],
    ['STOP', call, 'tool_calls'],
    ['MAX_TOKENS', nothing, 'length'],
    ['MAX_TOKENS', call, 'length'],
    ['CONTINUATION', text, 'length'],
    ['SAFETY', nothing, 'content_filter'],
    ['RECITATION', text, 'content_filter'],
    ['LANGUAGE', text, 'content_filter'],
    ['BLOCKLIST', nothing, 'content_filter'],
    ['PROHIBITED_CONTENT', nothing, 'content_filter'],
    ['SPII', nothing, 'content_filter'],
    ['IMAGE_SAFETY', nothing, 'content_filter'],
    ['IMAGE_PROHIBITED_CONTENT', nothing, 'content_filter'],
    ['IMAGE_RECITATION', nothing, 'content_filter'],
    ['MALFORMED_FUNCTION_CALL', text, 'stop'],
    ['TOO_MANY_TOOL_CALLS', call, 'tool_calls'],
    ['OTHER', text, 'stop'],
    ['NO_IMAGE', text, 'stop'],
    ['A_REASON_OF_2030' as FinishReason, text, 'stop'],
  ] as const)('B2/E40: %s with %o is %s', (reason, emitted, expected) => {
    expect(toFinish(reason, emitted)).toEqual({ kind: 'finished', reason: expected })
  })

  it.each([
    ['STOP', 'empty_response'],
    ['FINISH_REASON_UNSPECIFIED', 'empty_response'],
    ['MALFORMED_FUNCTION_CALL', 'malformed_function_call'],
    ['UNEXPECTED_TOOL_CALL', 'unexpected_tool_call'],
    ['MALFORMED_RESPONSE', 'malformed_response'],
    ['OTHER', 'other'],
    ['A_REASON_OF_2030' as FinishReason, 'a_reason_of_2030'],
  ] as const)('B2: %s without anything to show is the fault %s', (reason, expected) => {
    expect(toFinish(reason, nothing)).toEqual({ kind: 'fault', reason: expected })
  })
})
