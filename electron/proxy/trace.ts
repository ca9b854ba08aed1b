/** What one client request went through, gathered on its way for the request log. */
import type { Verdict } from '../gemini/error-rules.ts'
import type { UsageMetadata } from '../gemini/wire.ts'
import type { Lease } from '../keys/lease.ts'
import type { AttemptRecord, TokenCounts } from '../shared/request-record.ts'

declare module 'fastify' {
  interface FastifyRequest {
    trace: RequestTrace
  }
}

/** Filled by whoever knows: guard, routes, failover, error handler. */
export interface RequestTrace {
  startedAtMs: number
  /** Name of the access token that opened the door; empty where none was needed. */
  token: string
  /** Model as the client named it. */
  modelAsked: string
  /** Model that was called. */
  model: string
  stream: boolean
  /** When the first part of a good answer was there. */
  firstByteAtMs: number | undefined
  tokens: TokenCounts | undefined
  attempts: AttemptRecord[]
  /** What the client was told instead of an answer, or what broke its answer off. */
  failure: { status: number; code: string; message: string } | undefined
}

/** A trace with nothing in it yet. */
export function createTrace(startedAtMs: number): RequestTrace {
  return {
    startedAtMs,
    token: '',
    modelAsked: '',
    model: '',
    stream: false,
    firstByteAtMs: undefined,
    tokens: undefined,
    attempts: [],
    failure: undefined,
  }
}

/**
 * Notes the token counts of an answer or of one part of a stream. They are cumulative, but a field
 * may be absent from later parts, so the last value of each counts (conformance B3 rule 11).
 */
export function noteUsage(trace: RequestTrace, usage: UsageMetadata | undefined): void {
  if (usage === undefined || usage === null) return
  const tokens = (trace.tokens ??= { input: 0, output: 0, thinking: 0, cached: 0 })
  if (usage.promptTokenCount !== undefined) {
    tokens.input = usage.promptTokenCount + (usage.toolUsePromptTokenCount ?? 0)
  }
  tokens.output = usage.candidatesTokenCount ?? tokens.output
  tokens.thinking = usage.thoughtsTokenCount ?? tokens.thinking
  tokens.cached = usage.cachedContentTokenCount ?? tokens.cached
}

export interface TracedLease extends Lease {
  /** Notes the HTTP status of Google's answer. */
  answered(status: number): void
}

/** A lease that adds one attempt to a trace, and to it how the call ended. */
export function traceLease(lease: Lease, trace: RequestTrace, nowMs: () => number): TracedLease {
  const beganAtMs = nowMs()
  const attempt: AttemptRecord = { keyId: lease.keyId, verdict: '', status: 0, ms: 0 }
  trace.attempts.push(attempt)
  // The first ending counts, as it does for the lease.
  const end = (verdict: string) => {
    if (attempt.verdict !== '') return
    attempt.verdict = verdict
    attempt.ms = nowMs() - beganAtMs
  }
  return {
    keyId: lease.keyId,
    secret: lease.secret,
    masked: lease.masked,
    answered(status) {
      attempt.status = status
    },
    succeed() {
      end('ok')
      lease.succeed()
    },
    fail(verdict) {
      if (trace.firstByteAtMs !== undefined) trace.failure ??= brokenOff(verdict)
      end(verdict.kind)
      lease.fail(verdict)
    },
    cancel() {
      end('cancelled')
      lease.cancel()
    },
  }
}

function brokenOff({ status, code, kind, message }: Verdict) {
  return { status, code: code ?? kind, message }
}
