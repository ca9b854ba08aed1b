/** Calls about what happened: requests, sums, the service's log and health. */
import { z } from 'zod'
import type { RequestRecord } from '../request-record.ts'

const name = z.string().max(200)

const requestFilter = z.strictObject({
  fromMs: z.int().optional(),
  toMs: z.int().optional(),
  /** `failed` leaves out what a client broke off itself. */
  outcome: z.enum(['ok', 'failed', 'cancelled', 'not-ok']).optional(),
  status: z.int().optional(),
  errorCode: name.optional(),
  keyId: name.optional(),
  model: name.optional(),
  token: name.optional(),
  client: name.optional(),
  /** Part of an error's message or code, among requests that failed; or the id of any request. */
  search: name.optional(),
  /** `next` of the page before. */
  after: z.string().max(64).optional(),
  limit: z.int().min(1).max(1000).optional(),
})
export type RequestFilter = z.infer<typeof requestFilter>

/** A request as lists show it; the attempts come with the single request. */
export type RequestRow = Omit<RequestRecord, 'attempts' | 'bodies'> & { attemptCount: number }

/** The newest first. */
export interface RequestPage {
  requests: RequestRow[]
  /** Where the next page begins; absent on the last one. */
  next?: string
}
