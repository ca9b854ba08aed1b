import { describe, expect, it } from 'vitest'
import { replayedSignature, signatureOfCall, splitCallId } from './thought-signature.ts'

const remembered = (family: string) => () => ({ family, signature: 'cmVtZW1iZXJlZA==' })
const own = { extra_content: { google: { thought_signature: 'b3du' } } }

describe('the signature of a call that a client sends again', () => {
  const ask = (clientId: string | undefined, holders: unknown[], recall = remembered('gemini-3')) =>
    signatureOfCall({ clientId, holders }, 'gemini-3', recall)

  it.each([
    ['the client’s own', 'call_1__thought__aWQ=', [{}, own], 'b3du'],
    ['else the one in its id', 'call_1__thought__aWQ=', [{}], 'aWQ='],
    ['else the remembered one', 'call_1', [{}], 'cmVtZW1iZXJlZA=='],
  ])('is %s', (_name, clientId, holders, signature) => {
    expect(ask(clientId, holders)).toBe(signature)
  })

  it('is none at all when another family of models made it, whoever brings it', () => {
    const other = remembered('gemini-2.5')
    expect(ask('call_1', [{}], other)).toBeUndefined()
    expect(ask('call_1__thought__aWQ=', [own], other)).toBeUndefined()
  })

  it('is the client’s own for a call without an id', () => {
    expect(ask(undefined, [own])).toBe('b3du')
  })
})

it.each([
  { extra_content: { google: { thought_signature: 'QQ==' } } },
  { provider_specific_fields: { thought_signature: 'QQ==' } },
  { thought_signature: 'QQ==' },
])('a signature is found where clients keep it: %j', (holder) => {
  expect(replayedSignature(holder)).toBe('QQ==')
})

it.each([undefined, 'QQ==', { thought_signature: 7 }, { thought_signature: 'not base64!' }])(
  'nothing else is taken for one: %j',
  (holder) => expect(replayedSignature(holder)).toBeUndefined(),
)

it('only a signature is split off an id', () => {
  expect(splitCallId('call_1__thought__QQ==')).toEqual({ id: 'call_1', signature: 'QQ==' })
  expect(splitCallId('1__thought__QQ==')).toEqual({ id: '1', signature: 'QQ==' })
  for (const id of ['call_1', 'call_1__thought__?', '__thought__QQ==']) {
    expect(splitCallId(id)).toEqual({ id })
  }
})
