import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DemoUpstream, startDemoUpstream } from '../server.ts'

let demo: DemoUpstream
beforeAll(async () => {
  demo = await startDemoUpstream()
})
afterAll(() => demo.close())

const call = (path: string, key: string, init: RequestInit = {}) =>
  fetch(demo.baseUrl.replace(/\/v1beta$/, path), {
    ...init,
    headers: { 'x-goog-api-key': key, ...init.headers },
  })

async function upload(key: string, file: object, mimeType = 'text/plain', body = 'x') {
  const started = await call('/upload/v1beta/files', key, {
    method: 'POST',
    headers: {
      'x-goog-upload-protocol': 'resumable',
      'x-goog-upload-command': 'start',
      'x-goog-upload-header-content-type': mimeType,
    },
    body: JSON.stringify({ file }),
  })
  const { pathname, search } = new URL(started.headers.get('x-goog-upload-url') ?? '')
  return call(pathname + search, key, {
    method: 'POST',
    headers: { 'x-goog-upload-command': 'upload, finalize', 'x-goog-upload-offset': '0' },
    body,
  })
}

const errorOf = async (answer: Response) => {
  const { error } = (await answer.json()) as { error: { status: string; message: string } }
  return [answer.status, error.status, error.message]
}

describe('a file', () => {
  it('is seen by its key alone, page by page', async () => {
    for (const id of ['a', 'b', 'c']) await upload('lister', { name: `files/${id}` })
    await upload('other', { name: 'files/theirs' })
    const page = await (await call('/v1beta/files?pageSize=2', 'lister')).json()
    expect(page).toMatchObject({ files: [{ name: 'files/a' }, { name: 'files/b' }] })
    const { nextPageToken } = page as { nextPageToken: string }
    const rest = await (await call(`/v1beta/files?pageToken=${nextPageToken}`, 'lister')).json()
    expect(rest).toMatchObject({ files: [{ name: 'files/c' }] })
    expect(rest).not.toHaveProperty('nextPageToken')
    expect(await errorOf(await call('/v1beta/files/theirs', 'lister'))).toEqual([
      403,
      'PERMISSION_DENIED',
      'You do not have permission to access the File theirs or it may not exist.',
    ])
  })

  it('cannot have the name of another, or an odd one', async () => {
    await upload('one', { name: 'files/taken' })
    expect((await upload('two', { name: 'files/taken' })).status).toBe(409)
    expect((await upload('two', { name: 'files/../x' })).status).toBe(400)
  })

  it('that is a video cannot be used before it is ready', async () => {
    const { file } = (await (await upload('k', {}, 'video/mp4')).json()) as {
      file: { uri: string; name: string }
    }
    const body = JSON.stringify({
      contents: [{ parts: [{ text: 'What is it?' }, { fileData: { fileUri: file.uri } }] }],
    })
    const ask = (key: string) =>
      call('/v1beta/models/gemini-3.8-flash:generateContent', key, { method: 'POST', body })
    expect((await errorOf(await ask('k')))[1]).toBe('FAILED_PRECONDITION')
    await call(`/v1beta/${file.name}`, 'k')
    expect((await ask('k')).status).toBe(200)
    expect((await errorOf(await ask('another')))[1]).toBe('PERMISSION_DENIED')
  })

  it('is refused to a key that is refused everything', async () => {
    const refused = await call('/upload/v1beta/files', 'demo-invalid', { method: 'POST' })
    expect((await errorOf(refused))[2]).toMatch(/API key not valid/)
  })
})

describe('a cache', () => {
  const long = [{ role: 'user', parts: [{ text: 'story '.repeat(1000) }] }]
  const make = (body: object, key = 'k') =>
    call('/v1beta/cachedContents', key, { method: 'POST', body: JSON.stringify(body) })
  const model = 'models/gemini-3.8-flash'

  it.each([
    [{ model, contents: [{ parts: [{ text: 'short' }] }] }, /too small/],
    [{ model: 'models/none', contents: long }, /not found/],
    [{ model, contents: long, ttl: 'soon' }, /ttl/],
  ])('is refused where Google would refuse it', async (body, message) => {
    expect((await errorOf(await make(body)))[2]).toMatch(message)
  })

  it('serves its key, its model, and nothing that it says already', async () => {
    const { name } = (await (await make({ model, contents: long })).json()) as { name: string }
    const use = async (more: object, key = 'k', id = 'gemini-3.8-flash') =>
      call(`/v1beta/models/${id}:generateContent`, key, {
        method: 'POST',
        body: JSON.stringify({
          contents: [{ role: 'user', parts: [{ text: 'Well?' }] }],
          cachedContent: name,
          ...more,
        }),
      })
    const answer = (await (await use({})).json()) as { usageMetadata: object }
    expect(answer.usageMetadata).toMatchObject({ cachedContentTokenCount: 1500 })
    expect((await use({}, 'other')).status).toBe(403)
    expect((await errorOf(await use({}, 'k', 'gemini-2.5-flash')))[2]).toMatch(/same/)
    const told = await use({ systemInstruction: { parts: [{ text: 'Be kind' }] } })
    expect((await errorOf(told))[2]).toMatch(/system_instruction/)
    await call(`/v1beta/${name}`, 'k', { method: 'DELETE' })
    expect((await use({})).status).toBe(403)
  })
})
