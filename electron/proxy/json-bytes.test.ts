import { describe, expect, it } from 'vitest'
import { jsonBytes } from './json-bytes.ts'

const long = (letter: string) => letter.repeat(300_000)

describe('a request as bytes is its JSON', () => {
  it.each([
    ['without media', { contents: [{ parts: [{ text: 'Grüße 👋 "quoted"' }] }] }],
    ['with short media', { parts: [{ inlineData: { mimeType: 'image/png', data: 'AAAA' } }] }],
    [
      'with long media between texts that look like their place',
      {
        parts: [
          { text: '"data":"media 0"' },
          { inlineData: { data: long('A'), mimeType: 'audio/wav' } },
          { text: 'ü "data":"media 1"' },
          { inlineData: { mimeType: 'image/png', data: long('B') } },
          { inlineData: { data: 'media 1' } },
        ],
        generationConfig: { temperature: 0 },
      },
    ],
  ])('%s', (_, body) => {
    expect(jsonBytes(body).equals(Buffer.from(JSON.stringify(body)))).toBe(true)
  })
})
