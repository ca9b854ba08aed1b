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
  /** Attempts that were made because the one before had failed. */
  retries: number
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
    retries: 0,
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

/** A lease that adds one attempt to a trace, and to it how the call ended. */
export class TracedLease implements Lease {
  readonly #lease: Lease
  readonly #trace: RequestTrace
  readonly #nowMs: () => number
  readonly #beganAtMs: number
  readonly #attempt: AttemptRecord

  constructor(lease: Lease, trace: RequestTrace, nowMs: () => number) {
    this.#lease = lease
    this.#trace = trace
    this.#nowMs = nowMs
    this.#beganAtMs = nowMs()
    this.#attempt = { keyId: lease.keyId, verdict: '', status: 0, ms: 0 }
    trace.attempts.push(this.#attempt)
  }

  get keyId(): string {
    return this.#lease.keyId
  }

  get secret(): string {
    return this.#lease.secret
  }

  get masked(): string {
    return this.#lease.masked
  }

  /** Notes the HTTP status of Google's answer. */
  answered(status: number): void {
    this.#attempt.status = status
  }

  succeed(): void {
    this.#end('ok')
    this.#lease.succeed()
  }

  fail(verdict: Verdict): void {
    if (this.#trace.firstByteAtMs !== undefined) this.#trace.failure ??= brokenOff(verdict)
    this.#end(verdict.kind)
    this.#lease.fail(verdict)
  }

  cancel(): void {
    this.#end('cancelled')
    this.#lease.cancel()
  }

  /** The first ending counts, as it does for the lease. */
  #end(verdict: string): void {
    if (this.#attempt.verdict !== '') return
    this.#attempt.verdict = verdict
    this.#attempt.ms = this.#nowMs() - this.#beganAtMs
  }
}

function brokenOff({ status, code, kind, message }: Verdict) {
  return { status, code: code ?? kind, message }
}
