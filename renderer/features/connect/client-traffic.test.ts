import { describe, expect, it } from 'vitest'
import type { RequestRow } from '../../../electron/shared/contract/activity.ts'
import { servedFamilies, stateOf, type Traffic, withRequests } from './client-traffic.ts'
import { clients } from './clients.ts'

const request = (client: string, atMs: number, status = 200): RequestRow =>
  ({
    client,
    status,
    startedAtMs: atMs,
    totalMs: 0,
    errorCode: status < 400 ? '' : 'invalid_api_key',
    errorMessage: status < 400 ? '' : 'Wrong token.',
  }) as RequestRow

const traffic = (...requests: RequestRow[]): Traffic => withRequests(new Map(), requests)
const chatbox = clients.find(({ id }) => id === 'chatbox')
const openedAtMs = 1000

function stateOfChatBox(seen: Traffic, shares: Parameters<typeof servedFamilies>[1] = []) {
  if (chatbox === undefined) throw new Error('ChatBox is not listed')
  return stateOf(chatbox, seen, servedFamilies(seen, shares), openedAtMs)
}

describe('a client', () => {
  it('is waited for until it is served', () => {
    expect(stateOfChatBox(traffic())).toEqual({ kind: 'waiting' })
    expect(stateOfChatBox(traffic(request('Chatbox', 1200)))).toEqual({
      kind: 'connected',
      atMs: 1200,
    })
  })

  it('counts as connected when it was served days ago', () => {
    expect(stateOfChatBox(traffic(), [{ name: 'Chatbox', requests: 2, failed: 1 }])).toEqual({
      kind: 'connected',
    })
    expect(stateOfChatBox(traffic(), [{ name: 'Chatbox', requests: 2, failed: 2 }])).toEqual({
      kind: 'waiting',
    })
  })

  it('that was refused last is told why', () => {
    const seen = traffic(request('Chatbox', 1100), request('Chatbox', 1200, 401))
    expect(stateOfChatBox(seen)).toEqual({
      kind: 'refused',
      atMs: 1200,
      status: 401,
      message: 'Wrong token.',
    })
    expect(stateOfChatBox(withRequests(seen, [request('Chatbox', 1300)]))).toMatchObject({
      kind: 'connected',
    })
  })

  it('may be the one that came without saying its name, not one that said another', () => {
    expect(stateOfChatBox(traffic(request('OpenAI SDK (JavaScript)', 1200)))).toEqual({
      kind: 'other',
      name: 'OpenAI SDK (JavaScript)',
      atMs: 1200,
    })
    expect(stateOfChatBox(traffic(request('Cherry Studio', 1200)))).toEqual({ kind: 'waiting' })
    expect(stateOfChatBox(traffic(request('curl', 900)))).toEqual({ kind: 'waiting' })
  })
})
