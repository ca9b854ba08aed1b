import { createServer } from 'node:net'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { createListener } from './listener.ts'
import { firstToTry } from './port-problem.ts'

/** Stands in for a server: says where it was opened, and how often it was closed. */
function fakeDoor() {
  const opened: string[] = []
  let closed = 0
  const open = async ({ host, port }: { host: string; port: number }) => {
    const origin = `http://${host}:${port}`
    opened.push(origin)
    return {
      origin,
      stop: async () => {
        closed += 1
      },
    }
  }
  return { open, opened, closed: () => closed }
}

const address = { host: '127.0.0.1', port: 8123 }

test('a person sees the addresses to copy once the port is bound', async () => {
  const listener = createListener({ ...fakeDoor(), address: () => address, nowMs: () => 5 })
  const seen: string[] = []
  listener.onChange(({ kind }) => seen.push(kind))

  expect(await listener.start()).toEqual({
    kind: 'running',
    origin: 'http://127.0.0.1:8123',
    openaiBaseUrl: 'http://127.0.0.1:8123/v1',
    geminiBaseUrl: 'http://127.0.0.1:8123',
    sinceMs: 5,
  })
  expect(seen).toEqual(['starting', 'running'])
})

test('starting twice at once binds once, and stop ends what start began', async () => {
  const door = fakeDoor()
  const listener = createListener({ ...door, address: () => address, nowMs: () => 0 })

  await Promise.all([listener.start(), listener.start(), listener.stop()])

  expect(door.opened).toHaveLength(1)
  expect(door.closed()).toBe(1)
  expect(listener.state()).toEqual({ kind: 'stopped' })
})

test('a port changed in the settings counts from the next start on', async () => {
  const door = fakeDoor()
  let port = 8123
  const listener = createListener({
    ...door,
    address: () => ({ ...address, port }),
    nowMs: () => 0,
  })

  await listener.start()
  port = 8124
  await listener.stop()
  await listener.start()

  expect(door.opened).toEqual(['http://127.0.0.1:8123', 'http://127.0.0.1:8124'])
})

test('a port that another program has is a state with a way out, not an exception', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const bound = other.address()
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0
  const listener = createListener({
    open: async (wanted) => {
      const second = createServer().listen(wanted.port, wanted.host)
      await once(second, 'listening')
      return { origin: '', stop: async () => undefined }
    },
    address: () => ({ host: '127.0.0.1', port }),
    nowMs: () => 0,
  })

  const state = await listener.start()
  other.close()

  expect(state).toMatchObject({
    kind: 'failed',
    problem: {
      code: 'taken',
      host: '127.0.0.1',
      port,
      message: expect.stringContaining(`${port}`),
    },
  })
  expect(state.kind === 'failed' && state.problem.freePort).toBeGreaterThan(port)
})

test.each([
  [80, 'Only the administrator may listen on ports below 1024, such as 80', 8000],
  [8123, 'The system does not allow listening on 127.0.0.1:8123', 8124],
])('a port that the system keeps to itself is told apart: %i', async (port, message, atLeast) => {
  const listener = createListener({
    open: async () => {
      throw Object.assign(new Error('listen EACCES'), { code: 'EACCES', syscall: 'listen' })
    },
    address: () => ({ host: '127.0.0.1', port }),
    nowMs: () => 0,
  })
  const state = await listener.start()
  expect(state).toMatchObject({ kind: 'failed', problem: { code: 'denied', message } })
  expect(state.kind === 'failed' && state.problem.freePort).toBeGreaterThanOrEqual(atLeast)
})

test('the free port that is offered lies beyond what Windows has reserved', () => {
  expect(firstToTry('denied', 8000, { first: 7990, last: 8089 })).toBe(8090)
})

test('an error that is no matter of the port is not hidden as one', async () => {
  const listener = createListener({
    open: async () => {
      throw new TypeError('our own mistake')
    },
    address: () => address,
    nowMs: () => 0,
  })
  await expect(listener.start()).rejects.toThrow('our own mistake')
  expect(listener.state()).toEqual({ kind: 'stopped' })
})
