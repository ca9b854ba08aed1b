import type { ServerResponse } from 'node:http'
import { describe, expect, it } from 'vitest'
import type { DemoRequest } from '../../electron/demo/server.ts'
import { startWire, type WireService } from './service.ts'

const sentBodies = (wire: WireService) => wire.demo.requests.map(({ body }) => body as any)

/** Google refuses the first so many calls in these words. */
function refusing(message: string, times = 1) {
  let left = times
  return (_: DemoRequest, response: ServerResponse) => {
    if (left === 0) return false
    left -= 1
    const error = { code: 400, message, status: 'INVALID_ARGUMENT' }
    response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify({ error }))
    return true
  }
}

const unknownName =
  'Invalid JSON payload received. Unknown name "thinkingLevel" at \'generation_config.thinking_config\': Cannot find field.'
const thinking = { reasoning_effort: 'low' }

describe('a request that Google refuses for one field', () => {
  it.each([false, true])(
    'is sent again without it, with the same key (stream: %s)',
    async (stream) => {
      await using wire = await startWire({
        keys: ['demo-key-1', 'demo-key-2'],
        script: refusing(unknownName),
      })
      const answer = await wire.chat({ ...thinking, stream })
      expect(answer.status).toBe(200)
      const [first, second] = sentBodies(wire)
      expect(first.generationConfig.thinkingConfig).toBeDefined()
      expect(second.generationConfig?.thinkingConfig).toBeUndefined()
      expect(second.contents).toEqual(first.contents)
      const [one, two] = wire.demo.requests
      expect(two?.key).toBe(one?.key)
      expect(wire.log().join()).toContain('without thinkingConfig')
      for (const key of wire.service.pool.list())
        expect(key).toMatchObject({ failures: 0, inFlight: 0 })
    },
  )

  it('is mended once only', async () => {
    await using wire = await startWire({ script: refusing(unknownName, 5) })
    const answer = await wire.chat(thinking)
    expect(answer.status).toBe(400)
    expect(answer.json.error.message).toContain('thinkingLevel')
    expect(wire.demo.requests).toHaveLength(2)
  })

  it('is the client’s to mend when the field is its own', async () => {
    await using wire = await startWire({
      script: refusing('Please use a valid role: user, model.'),
    })
    expect((await wire.chat()).status).toBe(400)
    expect(wire.demo.requests).toHaveLength(1)
  })
})

describe('a refusal that is the key’s', () => {
  it('mends nothing, whatever words it uses: the next key gets the request as it is', async () => {
    let isRefused = false
    await using wire = await startWire({
      keys: ['demo-key-1', 'demo-key-2'],
      script: (_, response) => {
        if (isRefused) return false
        isRefused = true
        const message = 'Resource has been exhausted: thinking_config requests per minute'
        const error = { code: 429, message, status: 'RESOURCE_EXHAUSTED' }
        response.writeHead(429, { 'content-type': 'application/json' })
        response.end(JSON.stringify({ error }))
        return true
      },
    })
    expect((await wire.chat(thinking)).status).toBe(200)
    const [first, second] = sentBodies(wire)
    expect(second).toEqual(first)
  })
})

describe('a thought signature that Google finds corrupted', () => {
  it('gives way to the stand-in, and no key is blamed', async () => {
    await using wire = await startWire()
    const call = {
      id: 'call_1',
      type: 'function',
      function: { name: 'f', arguments: '{}' },
      extra_content: { google: { thought_signature: 'dGFtcGVyZWQ=' } },
    }
    const answer = await wire.chat({
      messages: [
        { role: 'user', content: 'Hello' },
        { role: 'assistant', content: null, tool_calls: [call] },
        { role: 'tool', tool_call_id: 'call_1', content: 'done' },
      ],
    })
    expect(answer.status).toBe(200)
    const signatures = sentBodies(wire).map((body) => body.contents[1].parts[0].thoughtSignature)
    expect(signatures).toEqual(['dGFtcGVyZWQ=', 'skip_thought_signature_validator'])
    expect(wire.service.pool.list()[0]).toMatchObject({ ready: true, failures: 0 })
  })
})

describe('a linked file that Google cannot fetch after all', () => {
  const messages = [
    {
      role: 'user',
      content: [{ type: 'image_url', image_url: { url: 'https://pictures.test/cat.png' } }],
    },
  ]
  const refusal = refusing('Cannot fetch content from the provided URL.')

  it('is downloaded here, and refused by name when that fails too', async () => {
    await using wire = await startWire({
      script: refusal,
      parts: {
        remoteFiles: { resolve: (_, done) => done(null, [{ address: '10.0.0.1', family: 4 }]) },
      },
    })
    const answer = await wire.chat({ messages })
    expect(answer.status).toBe(400)
    expect(answer.json.error.param).toBe('messages[0].content[0].image_url')
    expect(wire.service.pool.list()[0]).toMatchObject({ failures: 0, inFlight: 0 })
  })
})
