/** Drives one subject through one scenario and takes its figures. */
import { drive, failuresOf, type LoadOrder, type LoadResult } from './load-order.ts'
import type { Program } from './processes.ts'
import type { Scenario } from './scenarios.ts'
import { isSteady } from './statistics.ts'
import type { Subject } from './subjects.ts'

/** Figures of one round. Times in milliseconds. */
export interface Figures {
  requestsPerSecond: number
  /** CPU of the subject per request, or per event where the stream is paced. */
  cpuMs: number
  p50: number
  p99: number
  firstP50: number
  eventP50: number
  eventP99: number
  /** Percent of the paced events that arrived in one piece with the one before. */
  joined: number
}

const FOR_EVER = Number.MAX_SAFE_INTEGER
/** Warming up ends when CPU per request is as steady as this, or after so many batches. */
const STEADY_SHARE = 0.05
const BATCHES = 5
const MOST_BATCHES = 15
/** Answers to one request differ by an id or a time, not by an event. */
const LENGTHS_ALLOWED = 1.02

/** What the load generator is told. */
export function orderOf(
  subject: Subject,
  program: Program,
  scenario: Scenario,
  until: { requests?: number; forMs?: number },
): LoadOrder {
  const { requests = FOR_EVER, forMs = FOR_EVER } = until
  const { connections } = scenario
  return { port: program.port, connections, requests, forMs, shots: [subject.shot(scenario)] }
}

/**
 * Asks until the compiler has done its work: at least the scenario's number of requests, and then
 * until CPU per request is steady; no longer than a limit, because on a busy machine it never is.
 */
export async function warmUp(
  subject: Subject,
  program: Program,
  scenario: Scenario,
  limitMs: number,
): Promise<void> {
  const requests = Math.ceil(scenario.warmUpRequests / BATCHES)
  const endMs = performance.now() + limitMs
  const cpuMs: number[] = []
  for (let batch = 0; batch < MOST_BATCHES && performance.now() < endMs; batch += 1) {
    if (batch >= BATCHES && isSteady(cpuMs, STEADY_SHARE)) return
    const { figures } = await round(subject, program, scenario, { requests })
    cpuMs.push(figures.cpuMs)
  }
}

/** One round, of the scenario's length or of `roundMs`. Throws when an answer was not as it should be. */
export async function measure(
  subject: Subject,
  program: Program,
  scenario: Scenario,
  roundMs: number,
): Promise<Figures> {
  const { requests } = scenario
  const until = requests === undefined ? { forMs: roundMs } : { requests }
  const { figures } = await round(subject, program, scenario, until)
  return figures
}

async function round(
  subject: Subject,
  program: Program,
  scenario: Scenario,
  until: { requests?: number; forMs?: number },
) {
  const before = await program.usage()
  const result = await drive(orderOf(subject, program, scenario, until))
  const after = await program.usage()
  check(result, subject, scenario)
  return { figures: figuresOf(result, after.cpuMs - before.cpuMs, scenario) }
}

/** Throws unless every answer came, whole and with every event. */
export function check(result: LoadResult, subject: Subject, scenario: Scenario): void {
  const { total, event, shortestBody, longestBody, firstFailure } = result
  const failures = failuresOf(result)
  const fail = (reason: string) => {
    throw new Error(`${subject.name}, ${scenario.name}: ${reason}`)
  }
  if (failures > 0) fail(`${failures} of ${total.count + failures} failed (${firstFailure})`)
  if (total.count === 0) fail('no answer came')
  const { pacedEvents } = scenario
  if (pacedEvents !== undefined && event.count !== total.count * pacedEvents) {
    fail(`${event.count} events came of ${total.count * pacedEvents}`)
  }
  if (longestBody > shortestBody * LENGTHS_ALLOWED) {
    fail(`answers have between ${shortestBody} and ${longestBody} bytes`)
  }
}

function figuresOf(result: LoadResult, cpuMs: number, scenario: Scenario): Figures {
  const { total, first, event, elapsedMs, joined } = result
  const units = total.count * (scenario.pacedEvents ?? 1)
  return {
    requestsPerSecond: total.count / (elapsedMs / 1000),
    cpuMs: cpuMs / units,
    p50: total.p50 / 1000,
    p99: total.p99 / 1000,
    firstP50: first.p50 / 1000,
    eventP50: event.p50 / 1000,
    eventP99: event.p99 / 1000,
    joined: event.count === 0 ? 0 : (100 * joined) / event.count,
  }
}
