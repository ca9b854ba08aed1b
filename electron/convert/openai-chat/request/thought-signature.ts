/** Thought signatures that clients replay, and the stand-in for a lost one (conformance A6). */
import { isObject } from '../../../shared/is-object.ts'

/**
 * What is remembered of an answered call: its signature, the family of models that made it, and as
 * JSON the steps of Google's own tools around it.
 */
export type RecallSignature = (
  callId: string,
) => { family: string; signature?: string; steps?: string } | undefined

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

/** LiteLLM gives its clients call ids with the signature behind this. */
const idSeparator = '__thought__'

/** A call id as Google knows it, and the signature that may be hidden in it. */
export function splitCallId(id: string): { id: string; signature?: string } {
  const at = id.indexOf(idSeparator)
  if (at < 1) return { id }
  const signature = id.slice(at + idSeparator.length)
  return base64.test(signature) ? { id: id.slice(0, at), signature } : { id }
}

/**
 * The signature of a replayed call for a family: the client's own, the one in its id, the remembered
 * one, in this order. None at all when the call is known to have been signed by another family.
 */
export function signatureOfCall(
  { clientId, holders }: { clientId: string | undefined; holders: readonly unknown[] },
  family: string,
  recall: RecallSignature,
): string | undefined {
  const known = clientId === undefined ? undefined : recall(clientId)
  if (known !== undefined && known.family !== family) return undefined
  const own = holders.map(replayedSignature).find((signature) => signature !== undefined)
  const embedded = clientId === undefined ? undefined : splitCallId(clientId).signature
  return own ?? embedded ?? known?.signature
}
