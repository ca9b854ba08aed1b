import { EventEmitter } from 'node:events'
import type { FastifyReply } from 'fastify'
import { describe, expect, it } from 'vitest'
import type { ConsoleEvent } from '../events.ts'
import { createEventStreams } from './event-stream.ts'

/** The response as far as a stream uses it. */
class FakeResponse extends EventEmitter {
  text = ''
  writableLength = 0
  state: 'open' | 'ended' | 'destroyed' = 'open'
  writeHead() {
    return this
  }
  write(text: string) {
    this.text += text
    return true
  }
  end() {
    this.state = 'ended'
    this.emit('close')
  }
  destroy() {
    this.state = 'destroyed'
    this.emit('close')
  }
}

function setUp() {
  const listeners = new Set<(event: ConsoleEvent) => void>()
  const timers = new Set<() => void>()
  const streams = createEventStreams(
    {
      subscribe: async (listener) => {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    },
    {
      nowMs: () => 0,
      after(_delayMs, callback) {
        timers.add(callback)
        return () => timers.delete(callback)
      },
    },
  )
  const raw = new FakeResponse()
  const reply = { raw, hijack: () => undefined, getHeaders: () => ({}) } as unknown as FastifyReply
  const ring = () => {
    const due = [...timers]
    for (const timer of due) {
      timers.delete(timer)
      timer()
    }
  }
  const send = (event: ConsoleEvent) => {
    for (const listener of listeners) listener(event)
  }
  return { streams, raw, reply, ring, send, listeners, timers }
}

const event: ConsoleEvent = { name: 'tokens.changed', data: { tokens: [] } }

describe('an event stream', () => {
  it('carries events by name, and a sign of life now and then', async () => {
    const { streams, raw, reply, ring, send } = setUp()
    await streams.open(reply, () => true)
    send(event)
    ring()
    ring()
    expect(raw.text).toBe(
      'retry: 2000\n\nevent: tokens.changed\ndata: {"tokens":[]}\n\n: still here\n\n: still here\n\n',
    )
  })

  it('ends when its session has', async () => {
    const { streams, raw, reply, ring } = setUp()
    let isSignedIn = true
    await streams.open(reply, () => isSignedIn)
    ring()
    expect(raw.state).toBe('open')
    isSignedIn = false
    ring()
    expect(raw.state).toBe('ended')
  })

  it('whose client does not read is cut off', async () => {
    const { streams, raw, reply, send } = setUp()
    await streams.open(reply, () => true)
    raw.writableLength = 5 * 1024 * 1024
    send(event)
    expect(raw.state).toBe('destroyed')
  })

  it('leaves nothing behind, however it ends', async () => {
    for (const end of ['end', 'destroy'] as const) {
      const { streams, raw, reply, listeners, timers, ring } = setUp()
      await streams.open(reply, () => true)
      ring()
      raw[end]()
      expect([listeners.size, timers.size]).toEqual([0, 0])
    }
  })

  it('whose client left before it began is none', async () => {
    const { streams, raw, reply, listeners, timers } = setUp()
    const opening = streams.open(reply, () => true)
    raw.destroy()
    await opening
    expect([raw.text, listeners.size, timers.size]).toEqual(['', 0, 0])
  })
})
