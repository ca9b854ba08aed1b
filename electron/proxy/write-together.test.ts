import type { ServerResponse } from 'node:http'
import { setImmediate } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { endTogether, writeFirst, writeTogether } from './write-together.ts'

/** A response that notes what reaches it. */
function aResponse(name: string, said: string[], destroyed = false) {
  return {
    destroyed,
    write: (data: string | Buffer) => said.push(`${name} ${data.toString()}`),
    end: (data: string) => said.push(`${name} ends with ${data}`),
  } as unknown as ServerResponse
}

it('answers of one turn leave at its end, each in the order in which it was written', async () => {
  const said: string[] = []
  const [one, other] = [aResponse('one', said), aResponse('other', said)]
  writeTogether(one, 'a')
  endTogether(other, 'x')
  await Promise.resolve()
  endTogether(one, 'b')
  expect(said).toEqual([])
  await setImmediate()
  expect(said).toEqual(['one a', 'other ends with x', 'one ends with b'])
})

it('of many that are written to in one turn nobody waits for the last', async () => {
  const said: string[] = []
  for (let n = 1; n <= 20; n += 1) endTogether(aResponse(`${n}`, said), 'x')
  expect(said).toHaveLength(16)
  await setImmediate()
  expect(said).toHaveLength(20)
})

it('a client that leaves before the end of the turn keeps nobody else from an answer', async () => {
  const said: string[] = []
  endTogether(aResponse('gone', said, true), 'a')
  endTogether(aResponse('here', said), 'b')
  await setImmediate()
  expect(said).toEqual(['here ends with b'])
})

it('the beginning of an answer leaves at once when it is the first of its turn, else with the others', async () => {
  const said: string[] = []
  writeFirst(aResponse('one', said), 'a')
  expect(said).toEqual(['one a'])
  writeFirst(aResponse('other', said), 'x')
  expect(said).toEqual(['one a'])
  await setImmediate()
  expect(said).toEqual(['one a', 'other x'])
  writeFirst(aResponse('next', said), 'z')
  expect(said.at(-1)).toBe('next z')
})
