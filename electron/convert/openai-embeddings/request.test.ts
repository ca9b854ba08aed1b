import { describe, expect, it } from 'vitest'
import { InvalidRequest } from '../invalid-request.ts'
import { toBatchEmbedContents } from './request.ts'

const model = 'gemini-embedding-2'

function refusalOf(body: unknown): InvalidRequest {
  try {
    toBatchEmbedContents(body)
  } catch (error) {
    if (error instanceof InvalidRequest) return error
    throw error
  }
  throw new Error('the request was accepted')
}

describe('toBatchEmbedContents', () => {
  it('A7: one text becomes one request for the model', () => {
    expect(toBatchEmbedContents({ model, input: 'Hello', dimensions: 768 })).toEqual({
      model,
      dimensions: 768,
      encoding: 'float',
      batches: [
        {
          requests: [
            {
              model: 'models/gemini-embedding-2',
              content: { parts: [{ text: 'Hello' }] },
              outputDimensionality: 768,
            },
          ],
        },
      ],
      estimatedPromptTokens: 2,
    })
  })

  it('A7: 250 texts are three batches of at most 100, in order', () => {
    const input = Array.from({ length: 250 }, (_, index) => `text ${index}`)
    const { batches } = toBatchEmbedContents({ model: `models/${model}`, input })
    expect(batches.map(({ requests }) => requests.length)).toEqual([100, 100, 50])
    const texts = batches.flatMap(({ requests }) => requests.map(({ content }) => content.parts))
    expect(texts).toEqual(input.map((text) => [{ text }]))
  })

  it('E32: base64 only when the client says so; null means nothing was said', () => {
    expect(toBatchEmbedContents({ model, input: 'a', encoding_format: 'base64' }).encoding).toBe(
      'base64',
    )
    const silent = { model, input: 'a', encoding_format: null, dimensions: null }
    expect(toBatchEmbedContents(silent)).toMatchObject({ encoding: 'float' })
    expect(toBatchEmbedContents(silent)).not.toHaveProperty('dimensions')
  })

  it.each([
    ['task_type', 'RETRIEVAL_QUERY', 'RETRIEVAL_QUERY'],
    ['task_type', 'semantic-similarity', 'SEMANTIC_SIMILARITY'],
    ['input_type', 'query', 'RETRIEVAL_QUERY'],
    ['input_type', 'search_document', 'RETRIEVAL_DOCUMENT'],
  ])('A7: %s %s reaches gemini-embedding-001 as %s', (field, value, taskType) => {
    const asked = { input: 'a', [field]: value }
    const known = toBatchEmbedContents({ ...asked, model: 'gemini-embedding-001' })
    expect(known.batches[0]?.requests[0]?.taskType).toBe(taskType)
    const later = toBatchEmbedContents({ ...asked, model })
    expect(later.batches[0]?.requests[0]).not.toHaveProperty('taskType')
  })

  it.each([
    ['RETRIEVAL_QUERY', 'task: search result | query: a'],
    ['document', 'title: none | text: a'],
    ['semantic-similarity', 'task: sentence similarity | query: a'],
    ['CODE_RETRIEVAL_QUERY', 'task: code retrieval | query: a'],
    [undefined, 'a'],
  ])('A7: the task %s reaches later models in words', (task, text) => {
    const plan = toBatchEmbedContents({ model, input: 'a', task_type: task })
    expect(plan.batches[0]?.requests[0]?.content).toEqual({ parts: [{ text }] })
  })

  it.each([
    ['no body', null, null],
    ['a list as body', [], null],
    ['no model', { input: 'a' }, 'model'],
    ['a blank model', { model: 'models/', input: 'a' }, 'model'],
    ['no input', { model }, 'input'],
    ['an empty string', { model, input: '' }, 'input'],
    ['an empty list', { model, input: [] }, 'input'],
    ['an empty string in the list', { model, input: ['a', ''] }, 'input[1]'],
    ['an object in the list', { model, input: ['a', {}] }, 'input[1]'],
    ['token ids', { model, input: [1, 2, 3] }, 'input'],
    ['lists of token ids', { model, input: [[1, 2], [3]] }, 'input[0]'],
    ['texts and numbers', { model, input: ['a', 1] }, 'input[1]'],
    ['an empty list of tokens', { model, input: [[1], []] }, 'input[0]'],
    ['another encoding', { model, input: 'a', encoding_format: 'hex' }, 'encoding_format'],
    ['no dimensions', { model, input: 'a', dimensions: 0 }, 'dimensions'],
    ['half a dimension', { model, input: 'a', dimensions: 1.5 }, 'dimensions'],
    ['dimensions as text', { model, input: 'a', dimensions: '768' }, 'dimensions'],
    [
      'an unknown task',
      { model: 'gemini-embedding-001', input: 'a', task_type: 'constructor' },
      'task_type',
    ],
    ['an unknown task of a later model', { model, input: 'a', input_type: 'x' }, 'input_type'],
  ])('A7: %s is refused with 400, naming the field', (_, body, param) => {
    expect(refusalOf(body)).toMatchObject({ status: 400, param })
  })

  it.each([
    [undefined, /string or an array of strings/],
    [7, /string or an array of strings/],
    [[1, 2], /no tokens of cl100k_base/],
  ])('A7: the input %j is refused in words that say what is wrong', (input, words) => {
    expect(refusalOf({ model, input }).message).toMatch(words)
  })

  it.each([
    ['one list', [1, 2], ['<1,2>']],
    ['several lists', [[1, 2], [3]], ['<1,2>', '<3>']],
    ['lists among texts', ['a', [3]], ['a', '<3>']],
  ])('A7: token ids become the text they stand for (%s)', (_, input, texts) => {
    const plan = toBatchEmbedContents({ model, input }, (tokens) => `<${tokens.join()}>`)
    const sent = plan.batches.flatMap(({ requests }) => requests)
    expect(sent.map(({ content }) => content.parts?.[0]?.text)).toEqual(texts)
  })
})
