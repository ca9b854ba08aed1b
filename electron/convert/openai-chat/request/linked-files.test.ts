import { describe, expect, it } from 'vitest'
import { modelFamily } from '../../../gemini/families.ts'
import { parseModelName } from '../../model-name.ts'
import { parseChatRequest } from './chat-request.ts'
import type { FetchedFiles } from './linked-files.ts'
import { LinkedFiles } from './linked-files.ts'
import { toGenerateContent } from './request.ts'

const options = { codeExecutionEnabled: false, showThinkingProcess: false }
const newest = 'gemini-3.8-flash'

function convert(part: object, model = newest, fetchedFiles?: FetchedFiles) {
  const request = parseChatRequest({ model, messages: [{ role: 'user', content: [part] }] })
  return toGenerateContent(request, parseModelName(model), {
    ...options,
    ...(fetchedFiles && { fetchedFiles }),
  })
}
const image = (url: string) => ({ type: 'image_url', image_url: { url } })

describe('who fetches a linked file', () => {
  it.each<[string, string, string, 'google' | 'us' | 'nobody']>([
    ['a picture', 'https://x.org/a.png', newest, 'google'],
    ['a picture over http', 'http://x.org/a.png', newest, 'us'],
    ['a picture without extension', 'https://x.org/a', newest, 'us'],
    ['a type Google does not fetch', 'https://x.org/a.heic', newest, 'us'],
    ['a picture for Gemma', 'https://x.org/a.png', 'gemma-4-31b-it', 'us'],
    ['a picture for an image model', 'https://x.org/a.png', 'gemini-3-pro-image', 'us'],
    ['a picture for an unknown model', 'https://x.org/a.png', 'gemini-9-neon', 'google'],
    ['an uploaded file', 'files/abc', newest, 'nobody'],
    [
      'an uploaded file in full',
      'https://generativelanguage.googleapis.com/v1beta/files/abc',
      newest,
      'nobody',
    ],
    ['a film on YouTube', 'https://www.youtube.com/watch?v=x', newest, 'nobody'],
  ])('%s (%s, %s): %s', (_what, url, model, who) => {
    const { missingFiles, filesLeftToGoogle } = convert(image(url), model)
    const link = { url, param: 'messages[0].content[0].image_url' }
    expect(missingFiles).toEqual(who === 'us' ? [link] : [])
    expect(filesLeftToGoogle).toEqual(who === 'google' ? [link] : [])
  })
})

describe('a downloaded file stands in the request as data', () => {
  const url = 'http://x.org/a'
  const fetched: FetchedFiles = new Map([[url, { mimeType: 'application/pdf', data: 'JVBERi0=' }]])
  it.each<[string, object]>([
    ['image_url', image(url)],
    ['file_url', { type: 'input_file', file_url: url }],
    ['file_data', { type: 'file', file: { file_data: url } }],
    ['video_url', { type: 'video_url', video_url: { url } }],
  ])('(%s)', (_name, part) => {
    expect(convert(part).missingFiles).toHaveLength(1)
    const { body, missingFiles } = convert(part, newest, fetched)
    expect(missingFiles).toEqual([])
    expect(body.contents[0]?.parts).toEqual([
      { inlineData: { mimeType: 'application/pdf', data: 'JVBERi0=' } },
    ])
  })

  it('but a page is no image', () => {
    const page: FetchedFiles = new Map([[url, { mimeType: 'text/html', data: 'PA==' }]])
    expect(() => convert(image(url), newest, page)).toThrow(/text\/html, not to an image/)
  })
})

describe('an address', () => {
  const link = (address: string) => new LinkedFiles(modelFamily(newest)).link(address, 'p')
  it.each([
    'http://localhost/a',
    'http://a.localhost',
    'http://nas.local/a',
    'http://127.1/a',
    'http://10.1.2.3',
    'http://192.168.1.1',
    'http://172.16.0.1',
    'http://172.20.0.1',
    'http://172.31.255.255',
    'http://169.254.169.254',
    'http://[::1]/a',
    'http://0/a',
    'http://2130706433/a',
    'http://metadata.google.internal/',
  ])('%s is refused before it is looked up', (address) => {
    expect(() => link(address)).toThrow(/not a public address/)
  })

  it.each([
    'http://172.15.0.1',
    'http://172.32.0.1',
    'http://10.example.org/a',
    'http://127.0.0.1.example.org/',
    'http://local.example.org',
  ])('%s is an address like any other', (address) =>
    expect(link(address)).toEqual({ fileData: { fileUri: address } }),
  )

  it.each(['ftp://x.org/a', 'javascript:1', 'cat.png', 'files/../x', '//x.org/a'])(
    '%s is none',
    (address) => expect(() => link(address)).toThrow(/http\(s\) URL or a Gemini file/),
  )
})
