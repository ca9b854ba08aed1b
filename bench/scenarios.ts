/** What is measured, in the order of the table. */
import { chatBody, models, nativeBody } from './messages.ts'
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
  /** Events that one request brings, for figures per event. */
  readonly paced?: boolean
}

const chat = (name: string, connections: number, bytes = 1000): Scenario => ({
  name,
  dialect: 'chat',
  model: models.burst,
  stream: false,
  body: chatBody(models.burst, bytes, false),
  connections,
})

const chatStream = (name: string, connections: number): Scenario => ({
  name,
  dialect: 'chat',
  model: models.burst,
  stream: true,
  body: chatBody(models.burst, 1000, true),
  connections,
})

const native = (name: string, stream: boolean): Scenario => ({
  name,
  dialect: 'native',
  model: models.burst,
  stream,
  body: nativeBody(1000),
  connections: 32,
})

export const scenarios: readonly Scenario[] = [
  chat('chat, 1 connection', 1),
  chat('chat, 32 connections', 32),
  chat('chat, 256 connections', 256),
  chatStream('chat stream, 1 connection', 1),
  chatStream('chat stream, 32 connections', 32),
  {
    name: 'chat stream, 64 paced at 20 ms',
    dialect: 'chat',
    model: models.paced,
    stream: true,
    body: chatBody(models.paced, 1000, true),
    connections: 64,
    requests: 128,
    paced: true,
  },
  native('native, 32 connections', false),
  native('native stream, 32 connections', true),
  {
    name: 'embeddings, 32 connections',
    dialect: 'embeddings',
    model: 'gemini-embedding-001',
    stream: false,
    body: JSON.stringify({ model: 'gemini-embedding-001', input: 'the quick brown fox' }),
    connections: 32,
  },
  chat('chat, 100 KB body', 32, 100_000),
  { ...chat('chat, 10 MB body', 4, 10_000_000), requests: 24 },
]

/** Slow streams at once, for memory per stream. */
export const slowStreams = (count: number): Scenario => ({
  name: `${count} slow streams`,
  dialect: 'chat',
  model: models.slow,
  stream: true,
  body: chatBody(models.slow, 1000, true),
  connections: count,
  requests: count,
})
