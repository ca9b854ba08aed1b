import { describe, expect, it } from 'vitest'
import { pinnedKey } from './pinned-key.ts'
import { createResourceKeys } from './resource-keys.ts'
import { resourceInPath, resourcesInBody, resourcesMade } from './resource-names.ts'

const google = 'https://generativelanguage.googleapis.com/v1beta'

describe('what a call is about', () => {
  it.each([
    ['/v1beta/files/abc-1', 'files/abc-1'],
    ['/v1/files/abc:download', 'files/abc'],
    ['/v1beta/cachedContents/c1', 'cachedContents/c1'],
    ['/v1alpha/models/veo-4.0/operations/op.1', 'models/veo-4.0/operations/op.1'],
    ['/v1beta/fileSearchStores/s/documents/d', 'fileSearchStores/s'],
    ['/v1beta/interactions/v1_Chd-W_3', 'interactions/v1_Chd-W_3'],
    ['/v1beta/interactions/v1_Chd/cancel', 'interactions/v1_Chd'],
    ['/v1beta/interactions', undefined],
    ['/v1beta/files', undefined],
    ['/v1beta/models/gemini-3.8-flash:generateContent', undefined],
    ['/v1beta/files/..%2fmodels', undefined],
  ])('reads %s as %s', (path, name) => {
    expect(resourceInPath(path)).toBe(name)
  })

  it('finds files and caches of a body in every spelling, each once', () => {
    const body = String.raw`{"cached_content" : "cachedContents/c","contents":[{"parts":[
      {"fileData":{"fileUri":"${google}/files/a"}},{"file_data":{"file_uri":"files/b"}},
      {"fileData":{"fileUri":"https:\/\/generativelanguage.googleapis.com\/v1beta\/files\/a"}}]}]}`
    expect(resourcesInBody(Buffer.from(body))).toEqual(['files/a', 'files/b', 'cachedContents/c'])
  })

  it.each(['previous_interaction_id', 'previousInteractionId'])(
    'finds the interaction that goes on (%s)',
    (field) => {
      const body = JSON.stringify({ model: 'gemini-3.8-flash', input: 'And?', [field]: 'v1_Chd' })
      expect(resourcesInBody(Buffer.from(body))).toEqual(['interactions/v1_Chd'])
    },
  )

  it.each([
    JSON.stringify({ text: '"fileUri":"files/a"' }),
    '{"previous_interaction_id":"v1/../files"}',
    '{"fileUri":"https://evil.example/v1beta/files/a"}',
    '{"fileUri":"https://generativelanguage.googleapis.com.evil.example/v1beta/files/a"}',
    '{"fileUri":"https://generativelanguage.googleapis.com@evil.example/v1beta/files/a"}',
    '{"fileUri":"files/a/../b"}',
    '{"fileUri":7}',
    '{"fileUri"',
  ])('takes no look-alike for a file: %s', (body) => {
    expect(resourcesInBody(Buffer.from(body))).toEqual([])
  })

  it('learns the name of what was made and the files of its result', () => {
    const video = `${google}/files/v1:download?alt=media`
    const answer = { name: 'models/veo/operations/o', response: { video: { uri: video } } }
    expect(resourcesMade(JSON.stringify(answer))).toEqual(['models/veo/operations/o', 'files/v1'])
    expect(resourcesMade('{"name":"models/gemini-3.8-flash"}')).toEqual([])
    expect(resourcesMade('{\n  "id": "v1_Chd",\n  "steps": [{"id": "r7b1"}]')).toEqual([
      'interactions/v1_Chd',
    ])
    const event = 'data: {"interaction":{"id":"v1_Chd","status":"in_progress"}}'
    expect(resourcesMade(event)).toEqual(['interactions/v1_Chd'])
  })
})

describe('the key of a resource', () => {
  it('is forgotten for files after 48 hours, and for the oldest when there is no room', () => {
    let nowMs = 0
    const keys = createResourceKeys(() => nowMs, 2)
    keys.remember('files/a', 'one')
    keys.remember('cachedContents/c', 'two')
    nowMs = 48 * 60 * 60 * 1000 - 1
    expect(keys.keyOf('files/a')).toBe('one')
    nowMs += 1
    expect([keys.keyOf('files/a'), keys.keyOf('cachedContents/c')]).toEqual([undefined, 'two'])
    keys.remember('batches/b', 'one')
    keys.remember('batches/d', 'one')
    expect(keys.keyOf('cachedContents/c')).toBeUndefined()
  })

  it('serves alone, and is missed by name when it is gone', () => {
    const made = createResourceKeys(() => 0)
    made.remember('files/a', 'one')
    made.remember('files/b', 'two')
    made.remember('files/c', 'refused')
    made.remember('files/d', 'resting')
    const keys = new Map([
      ['one', { enabled: true, health: {} }],
      ['refused', { enabled: true, health: { resting: {} } }],
      ['resting', { enabled: true, health: { resting: { untilMs: 9 } } }],
    ])
    expect(pinnedKey(['files/unknown', 'files/a'], made, keys)).toBe('one')
    expect(pinnedKey(['files/unknown'], made, keys)).toBeUndefined()
    expect(() => pinnedKey(['files/b'], made, keys)).toThrow(/files\/b belongs to an API key/)
    expect(() => pinnedKey(['files/c'], made, keys)).toThrow(/refused by Google/)
    expect(pinnedKey(['files/d'], made, keys)).toBe('resting')
    expect(() => pinnedKey(['files/a', 'files/b'], made, keys)).toThrow(/different API keys/)
  })
})
