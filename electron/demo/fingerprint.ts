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

/** An opaque thought signature in base64, a few hundred characters long like a short real one. */
export function thoughtSignature(seed: string): string {
  const blocks = Array.from({ length: 6 }, (_, n) => fingerprint(`signature:${n}:${seed}`))
  return Buffer.concat(blocks).toString('base64')
}
