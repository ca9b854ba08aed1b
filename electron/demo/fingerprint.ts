/** Ids that look random and are not: the same seed always gives the same id. */
import { createHash } from 'node:crypto'

/** 32 bytes that depend on the seed only. */
export function fingerprint(seed: string): Buffer {
  return createHash('sha256').update(seed).digest()
}

/** The id of an answer, in Google's look: `X3iLaY-AI7zTxN8P3Piw4Q`. */
export function responseId(seed: string): string {
  return fingerprint(`response:${seed}`).toString('base64url').slice(0, 23)
}

/** The id of a call or of a piece of code within an answer: eight lower-case characters. */
export function callId(seed: string, position: number): string {
  const number = fingerprint(`call:${seed}:${position}`).readBigUInt64BE()
  return number.toString(36).padStart(8, '0').slice(-8)
}

/**
 * An opaque thought signature in base64, a few hundred characters long like a short real one. Its
 * end is a seal of the model that made it.
 */
export function thoughtSignature(seed: string, model: string): string {
  const blocks = Array.from({ length: 5 }, (_, n) => fingerprint(`signature:${n}:${seed}`))
  const payload = Buffer.concat(blocks)
  return Buffer.concat([payload, sealOf(payload, model)]).toString('base64')
}

/** True for a signature that this model made, to the byte; url-safe base64 will do. */
export function isGenuineSignature(signature: string, model: string): boolean {
  const bytes = Buffer.from(signature, 'base64')
  const payload = bytes.subarray(0, -32)
  return payload.length > 0 && bytes.subarray(-32).equals(sealOf(payload, model))
}

const sealOf = (payload: Buffer, model: string) =>
  fingerprint(`seal:${model}:${payload.toString('base64')}`)
