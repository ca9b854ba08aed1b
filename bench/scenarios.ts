/** What the load scenarios ask, in the order of the table. */
import { chatBody, EVENTS_PER_STREAM, models, nativeBody } from './messages.ts'
import { OptionError } from './options.ts'
import type { Dialect } from './subjects.ts'

export interface Scenario {
  readonly name: string
  readonly dialect: Dialect
  readonly model: string
  readonly stream: boolean
  readonly body: string
  readonly connections: number
  /** Requests of one round; absent where the round ends by time. */
  readonly requests?: number
  /** Requests before the first round, so that no round holds the compiler's work. */
  readonly warmUpRequests: number
  /** Events of one request where each tells when it was sent; figures are then per event. */
  readonly pacedEvents?: number
  /** Whether the programs of others are measured too. */
  readonly hasPeers?: boolean
}

/** V8 still compiles the way of a chat after 50,000; a batch of these shows when it no longer does. */
const WARM_UP_REQUESTS = 20_000

const chat = (name: string, connections: number, bytes = 1000): Scenario => ({
  name,
  dialect: 'chat',
  model: models.burst,
  stream: false,
  body: chatBody(models.burst, bytes, false),
  connections,
  warmUpRequests: WARM_UP_REQUESTS,
})

const chatStream = (name: string, connections: number): Scenario => ({
  ...chat(name, connections),
  stream: true,
  body: chatBody(models.burst, 1000, true),
})

const native = (name: string, stream: boolean, bytes = 1000): Scenario => ({
  ...chat(name, 32),
  dialect: 'native',
  stream,
  body: nativeBody(bytes),
})

/** Bodies so large that a few of them are a round. */
const huge = { connections: 4, requests: 24, warmUpRequests: 48 }

export const scenarios: readonly Scenario[] = [
  chat('chat, 1 connection', 1),
  { ...chat('chat, 32 connections', 32), hasPeers: true },
  chat('chat, 128 connections', 128),
  chat('chat, 256 connections', 256),
  { ...chatStream('chat stream, 1 connection', 1), hasPeers: true },
  { ...chatStream('chat stream, 32 connections', 32), hasPeers: true },
  {
    ...chatStream('chat stream, 64 paced at 20 ms', 64),
    model: models.paced,
    body: chatBody(models.paced, 1000, true),
    requests: 128,
    // As many at once as in a round, in each of the five batches.
    warmUpRequests: 320,
    pacedEvents: EVENTS_PER_STREAM,
    hasPeers: true,
  },
  native('native, 32 connections', false),
  native('native stream, 32 connections', true),
  {
    ...chat('embeddings, 32 connections', 32),
    dialect: 'embeddings',
    model: 'gemini-embedding-001',
    body: JSON.stringify({ model: 'gemini-embedding-001', input: 'the quick brown fox' }),
  },
  chat('chat, 100 KB body', 32, 100_000),
  { ...chat('chat, 10 MB body', 4, 10_000_000), ...huge },
  native('native, 100 KB body', false, 100_000),
  { ...native('native, 10 MB body', false, 10_000_000), ...huge },
]

/** Slow streams at once, for memory per stream. */
export const slowStreams = (count: number): Scenario => ({
  ...chatStream(`${count} slow streams`, count),
  model: models.slow,
  body: chatBody(models.slow, 1000, true),
  requests: count,
  warmUpRequests: 0,
  pacedEvents: EVENTS_PER_STREAM,
  hasPeers: true,
})

/** The load scenario of that name. Throws `OptionError` when there is none, naming all. */
export function scenarioNamed(name: string): Scenario {
  const scenario = scenarios.find((each) => each.name === name)
  if (scenario !== undefined) return scenario
  const names = scenarios.map((each) => `  ${each.name}`).join('\n')
  throw new OptionError(`There is no scenario "${name}". There are:\n${names}`)
}
