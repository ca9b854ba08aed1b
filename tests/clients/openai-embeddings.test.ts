import { describe, expect, it } from 'vitest'
import { startWire, type WireService } from '../wire/service.ts'
import { openAi } from './openai-client.ts'

const model = 'gemini-embedding-2'
const texts = ['Hello there', '你好 👋']

/** What the upstream itself says a text's vector is. */
async function upstreamVector(wire: WireService, text: string, dimensions?: number) {
  const answer = await fetch(`${wire.demo.baseUrl}/models/${model}:embedContent`, {
    method: 'POST',
    headers: { 'x-goog-api-key': 'demo-key-1', 'content-type': 'application/json' },
    body: JSON.stringify({
      content: { parts: [{ text }] },
      ...(dimensions === undefined ? {} : { outputDimensionality: dimensions }),
    }),
  })
  const { embedding } = (await answer.json()) as { embedding: { values: number[] } }
  return embedding.values
}

describe('embeddings', () => {
  it('in the default encoding of the SDK are the numbers Google gave, to a 32-bit float', async () => {
    await using wire = await startWire()
    const { data, usage } = await openAi(wire).embeddings.create({ model, input: texts })
    expect(data.map(({ index }) => index)).toEqual([0, 1])
    for (const [at, text] of texts.entries()) {
      const expected = await upstreamVector(wire, text)
      expect(data[at]?.embedding).toEqual(expected.map(Math.fround))
      expect(expected).toHaveLength(3072)
    }
    expect(usage.prompt_tokens).toBeGreaterThan(0)
    expect(usage.total_tokens).toBe(usage.prompt_tokens)
  })

  it('as floats are the very same numbers', async () => {
    await using wire = await startWire()
    const client = openAi(wire)
    const floats = await client.embeddings.create({
      model,
      input: texts[0]!,
      encoding_format: 'float',
    })
    const byDefault = await client.embeddings.create({ model, input: texts[0]! })
    expect(floats.data[0]?.embedding).toEqual(await upstreamVector(wire, texts[0]!))
    expect(floats.data[0]?.embedding.map(Math.fround)).toEqual(byDefault.data[0]?.embedding)
  })

  it('have as many dimensions as asked for', async () => {
    await using wire = await startWire()
    const { data } = await openAi(wire).embeddings.create({
      model,
      input: 'Hello there',
      dimensions: 256,
    })
    const expected = await upstreamVector(wire, 'Hello there', 256)
    expect(data[0]?.embedding).toEqual(expected.map(Math.fround))
    expect(data[0]?.embedding).toHaveLength(256)
  })

  it('takes token ids for the text they stand for', async () => {
    await using wire = await startWire()
    const { embeddings } = openAi(wire)
    const tokens = await embeddings.create({ model, input: [9906, 1917] })
    const text = await embeddings.create({ model, input: 'Hello world' })
    expect(tokens.data).toEqual(text.data)
  })
})
