/** Errors in Google's form: an HTTP status, a `google.rpc` code, a sentence and details. */
import type { ErrorDetail, GoogleError } from '../gemini/wire.ts'

/** One refusal, before it is put into a body. */
export interface GoogleFault {
  httpStatus: number
  /** `google.rpc.Code` by name, such as `INVALID_ARGUMENT`. */
  status: string
  message: string
  details?: ErrorDetail[]
}

/** Either a value or the refusal to send instead. */
export type Outcome<T> = { ok: true; value: T } | { ok: false; fault: GoogleFault }

/** 400 INVALID_ARGUMENT with this sentence. */
export function invalidArgument(message: string, details?: ErrorDetail[]): GoogleFault {
  const fault: GoogleFault = { httpStatus: 400, status: 'INVALID_ARGUMENT', message }
  return details === undefined ? fault : { ...fault, details }
}

/** 400 with a `BadRequest` detail: one violation per sentence, and all sentences in the message. */
export function badFields(
  violations: readonly { field?: string; description: string }[],
): GoogleFault {
  const message = violations.map(({ description }) => description).join('\n')
  return invalidArgument(message, [
    { '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations: [...violations] },
  ])
}

/** 404 NOT_FOUND with this sentence. */
export function notFound(message: string): GoogleFault {
  return { httpStatus: 404, status: 'NOT_FOUND', message }
}

/** The detail that tells machines why: `reason` and its metadata. */
export function errorInfo(reason: string, metadata?: Record<string, string>): ErrorDetail {
  const detail: ErrorDetail = {
    '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
    reason,
    domain: 'googleapis.com',
  }
  return metadata === undefined ? detail : { ...detail, metadata }
}

/** The JSON body of a refusal. */
export function faultBody(fault: GoogleFault): { error: GoogleError } {
  const error: GoogleError = {
    code: fault.httpStatus,
    message: fault.message,
    status: fault.status,
  }
  return { error: fault.details === undefined ? error : { ...error, details: fault.details } }
}
