import { describe, expect, it } from 'vitest'
import { toBatchEmbedContents } from './request.ts'
import { type EmbeddingList, toEmbeddingList } from './response.ts'

function plan(changes: Record<string, unknown> = {}) {
  return toBatchEmbedContents({ model: 'gemini-embedding-2', input: ['one', 'three'], ...changes })
}

const vectors = (...values: number[][]) => ({ embeddings: values.map((one) => ({ values: one })) })

function listOf(...args: Parameters<typeof toEmbeddingList>): EmbeddingList {
  const result = toEmbeddingList(...args)
  if (result.kind !== 'finished') throw new Error(result.message)
  return result.list
}

describe('toEmbeddingList', () => {
  it('A7: gives numbers in the order of the inputs, under the name the client used', () => {
    const answer = { ...vectors([1, 2], [3, 4]), usageMetadata: { promptTokenCount: 7 } }
    expect(listOf([answer], { model: 'models/gemini-embedding-2', plan: plan() })).toEqual({
      object: 'list',
      data: [
        { object: 'embedding', index: 0, embedding: [1, 2] },
        { object: 'embedding', index: 1, embedding: [3, 4] },
      ],
      model: 'models/gemini-embedding-2',
      usage: { prompt_tokens: 7, total_tokens: 7 },
    })
  })

  it('E32: base64 is little-endian 32-bit floats', () => {
    const asked = plan({ input: 'a', encoding_format: 'base64' })
    const { data } = listOf([vectors([1, -0.5, 0.1])], { model: 'm', plan: asked })
    const text = data[0]?.embedding
    expect(text).toBe('AACAPwAAAL/NzMw9')
    const bytes = Buffer.from(String(text), 'base64')
    expect([0, 4, 8].map((offset) => bytes.readFloatLE(offset))).toEqual([
      1,
      -0.5,
      Math.fround(0.1),
    ])
  })

  it('A7: gemini-embedding-001 gets unit length below 3072 dimensions, others stay as they are', () => {
    const changes = { input: 'a', dimensions: 2 }
    const older = plan({ ...changes, model: 'gemini-embedding-001' })
    expect(listOf([vectors([3, 4])], { model: 'm', plan: older }).data[0]?.embedding).toEqual([
      0.6, 0.8,
    ])
    expect(listOf([vectors([0, 0])], { model: 'm', plan: older }).data[0]?.embedding).toEqual([
      0, 0,
    ])
    const full = Array.from({ length: 3072 }, () => 2)
    expect(listOf([vectors(full)], { model: 'm', plan: older }).data[0]?.embedding).toEqual(full)
    const newer = plan(changes)
    expect(listOf([vectors([3, 4])], { model: 'm', plan: newer }).data[0]?.embedding).toEqual([
      3, 4,
    ])
  })

  it('A7: batches are joined in order and their tokens summed', () => {
    const input = Array.from({ length: 101 }, () => 'a')
    const first = vectors(...Array.from({ length: 100 }, (_, index) => [index]))
    const answers = [
      { ...first, usageMetadata: { promptTokenCount: 100 } },
      { ...vectors([100]), usageMetadata: { promptTokenCount: 1 } },
    ]
    const { data, usage } = listOf(answers, { model: 'm', plan: plan({ input }) })
    expect(data.map(({ embedding }) => embedding[0])).toEqual([...input.keys()])
    expect(data.map(({ index }) => index)).toEqual([...input.keys()])
    expect(usage.prompt_tokens).toBe(101)
    const half = listOf([first, ...answers.slice(1)], { model: 'm', plan: plan({ input }) })
    expect(half.usage.prompt_tokens, 'not all of them are counted').toBe(101)
  })

  it('A7: tokens are estimated where Google does not count them', () => {
    const { usage } = listOf([vectors([1], [2])], { model: 'm', plan: plan() })
    expect(usage).toEqual({ prompt_tokens: 3, total_tokens: 3 })
  })

  it.each([
    ['too few vectors', [vectors([1])]],
    ['too many vectors', [vectors([1], [2], [3])]],
    ['an empty vector', [vectors([1], [])]],
    ['no vectors', [{}]],
    ['no answer', []],
  ])('A7: %s is a failure, not a wrong list', (_, answers) => {
    expect(toEmbeddingList(answers, { model: 'm', plan: plan() }).kind).toBe('incomplete')
  })
})
