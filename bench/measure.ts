/** Drives one subject through one scenario and takes its figures. */
import type { ChildProcess } from 'node:child_process'
import type { LoadOrder, LoadResult } from './load.ts'
import { EVENTS_PER_STREAM } from './messages.ts'
import { ask, type Program } from './processes.ts'
import type { Scenario } from './scenarios.ts'
import type { Subject } from './subjects.ts'

/** Figures of one round. Times in milliseconds. */
export interface Figures {
  requestsPerSecond: number
  /** CPU of the subject per request, or per event where the stream is paced. */
  cpuMs: number
  p50: number
  p99: number
  firstP50: number
  eventP99: number
  failures: number
}

export interface Bench {
  generator: ChildProcess
  /** Length of a round that ends by time. */
  roundMs: number
}

const WARM_UP_SHARE = 0.25

/** One round; a quarter of its length goes before it to warm up. Throws when requests failed. */
export async function measure(
  bench: Bench,
  subject: Subject,
  program: Program,
  scenario: Scenario,
): Promise<Figures> {
  const order = orderOf(subject, program, scenario, bench.roundMs)
  if (scenario.requests === undefined) {
    await ask<LoadResult>(bench.generator, { ...order, forMs: bench.roundMs * WARM_UP_SHARE })
  }
  const before = await program.usage()
  const result = await ask<LoadResult>(bench.generator, order)
  const after = await program.usage()
  if (result.failures > 0) {
    throw new Error(
      `${subject.name}, ${scenario.name}: ${result.failures} of ${result.requests} failed (${result.firstFailure})`,
    )
  }
  const units = result.requests * (scenario.paced === true ? EVENTS_PER_STREAM : 1)
  return {
    requestsPerSecond: result.requests / (result.elapsedMs / 1000),
    cpuMs: (after.cpuMs - before.cpuMs) / units,
    p50: result.total.p50 / 1000,
    p99: result.total.p99 / 1000,
    firstP50: result.first.p50 / 1000,
    eventP99: result.event.p99 / 1000,
    failures: result.failures,
  }
}

/** What the load generator is told. */
export function orderOf(
  subject: Subject,
  program: Program,
  scenario: Scenario,
  roundMs: number,
): LoadOrder {
  const { path, headers } = subject.address(scenario.dialect, scenario.model, scenario.stream)
  return {
    port: program.port,
    path,
    headers,
    body: scenario.body,
    connections: scenario.connections,
    requests: scenario.requests ?? Number.MAX_SAFE_INTEGER,
    forMs: scenario.requests === undefined ? roundMs : Number.MAX_SAFE_INTEGER,
  }
}

/** The middle of an odd number of figures, field by field. */
export function medianOf(rounds: readonly Figures[]): Figures {
  const middle = (name: keyof Figures) => {
    const sorted = rounds.map((figures) => figures[name]).sort((a, b) => a - b)
    return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
  }
  return {
    requestsPerSecond: middle('requestsPerSecond'),
    cpuMs: middle('cpuMs'),
    p50: middle('p50'),
    p99: middle('p99'),
    firstP50: middle('firstP50'),
    eventP99: middle('eventP99'),
    failures: middle('failures'),
  }
}
