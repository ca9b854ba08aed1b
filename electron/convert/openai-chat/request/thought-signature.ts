/** Thought signatures that clients replay, and the stand-in for a lost one (conformance A6). */
import { isObject } from '../../../shared/is-object.ts'

/** Google skips the check of a function call that carries this instead of a real signature. */
export const signatureSentinel = 'skip_thought_signature_validator'

const base64 = /^[A-Za-z0-9+/_-]+={0,2}$/

/**
 * The signature a tool call, function or message object brings along, in any of the places clients
 * keep it, byte for byte; nothing when there is none or it is no base64.
 */
export function replayedSignature(holder: unknown): string | undefined {
  if (!isObject(holder)) return undefined
  const extra = isObject(holder['extra_content']) ? holder['extra_content'] : {}
  const places = [extra['google'], holder['provider_specific_fields'], holder]
  return places
    .map((place) => (isObject(place) ? place['thought_signature'] : undefined))
    .find((value): value is string => typeof value === 'string' && base64.test(value))
}
