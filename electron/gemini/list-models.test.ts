import { describe, expect, it } from 'vitest'
import { receivedBody } from './answer-body.fixture.ts'
import type { GeminiClient, UpstreamAnswer } from './client.ts'
import type { UpstreamFailure } from './upstream-failure.ts'
import { listModels } from './list-models.ts'

const key = { id: 'k', secret: 's' }
const patience = { signal: new AbortController().signal, timeoutMs: 1000 }

/** A client that gives these answers in turn; `paths` is what it was asked. */
function clientOf(...answers: ([status: number, body: string] | UpstreamFailure)[]) {
  const paths: string[] = []
  const client: GeminiClient = {
    async send({ path }) {
      paths.push(path)
      const answer = answers[paths.length - 1] ?? answers.at(-1)
      if (!Array.isArray(answer)) throw new TypeError('the test has no such answer')
      const [status, body] = answer
      return { kind: 'answered', status, headers: {}, body: receivedBody(body) }
    },
  }
  return { client, paths }
}

describe('listing the models of a key', () => {
  it('reads every page', async () => {
    const { client, paths } = clientOf(
      [200, '{"models":[{"name":"models/a"}],"nextPageToken":"t/1"}'],
      [200, '{"models":[{"name":"models/b"},null,{"name":5}]}'],
    )
    expect(await listModels(client, key, patience)).toEqual({
      kind: 'listed',
      models: [{ name: 'models/a' }, { name: 'models/b' }],
    })
    expect(paths).toEqual([
      '/v1beta/models?pageSize=1000',
      '/v1beta/models?pageSize=1000&pageToken=t%2F1',
    ])
  })

  it('does not follow page tokens for ever', async () => {
    const { client, paths } = clientOf([200, '{"models":[],"nextPageToken":"again"}'])
    await listModels(client, key, patience)
    expect(paths).toHaveLength(20)
  })

  it.each<[string, [number, string], string]>([
    ['a refusal', [400, '{"error":{"code":400,"message":"API key not valid."}}'], 'key_invalid'],
    ['a page of something on the way', [403, '<html>'], 'upstream_error'],
    ['an answer that is no list', [200, '<html>'], 'empty_answer'],
  ])('gives the verdict on %s', async (_name, answer, kind) => {
    const listing = await listModels(clientOf(answer).client, key, patience)
    expect(listing).toMatchObject({ kind: 'failed', verdict: { kind } })
  })

  const silent: GeminiClient = {
    send: ({ signal }) =>
      new Promise<UpstreamAnswer>((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason))
      }),
  }

  it('gives up on an upstream that is silent', async () => {
    const { signal } = patience
    expect(await listModels(silent, key, { signal, timeoutMs: 1 })).toMatchObject({
      kind: 'failed',
      verdict: { kind: 'timeout', blame: 'upstream' },
    })
  })

  it('ends at once when nobody wants to know any more', async () => {
    const cancel = new AbortController()
    const listing = listModels(silent, key, { signal: cancel.signal, timeoutMs: 1000 })
    cancel.abort()
    await expect(listing).rejects.toThrow('aborted')
  })
})
