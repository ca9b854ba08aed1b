/** Bodies of upstream answers without a connection. */
import { each } from '../shared/arrivals.ts'
import type { UpstreamBody } from './client.ts'

/** A body whose text comes in these reads of the socket. */
export function receivedBody(...reads: readonly string[]): UpstreamBody {
  const waiting = reads.map((text) => Buffer.from(text))
  const body: UpstreamBody = {
    isComplete: false,
    take: () => waiting.shift(),
    takeWhole: () => undefined,
    arrival: () => Promise.resolve(),
    destroy: () => void waiting.splice(0),
    [Symbol.asyncIterator]: () => each(body),
  }
  return body
}
