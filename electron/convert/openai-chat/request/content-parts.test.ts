import { describe, expect, it } from 'vitest'
import { modelFamily } from '../../../gemini/families.ts'
import { InvalidRequest } from '../../invalid-request.ts'
import type { ChatContentPart } from './chat-request.ts'
import { contentParts } from './content-parts.ts'
import { LinkedFiles } from './linked-files.ts'

const png = 'iVBORw0KGgo='
const pdf = Buffer.from('%PDF-1.7').toString('base64')
const image = (url: unknown): ChatContentPart => ({ type: 'image_url', image_url: url })
const contextOf = (model: string) => ({
  links: new LinkedFiles({ fetchesUrls: true }),
  family: modelFamily(model),
})
const one = (part: ChatContentPart, model = 'gemini-3.8-flash'): unknown =>
  contentParts([part], 'messages[0].content', contextOf(model))[0]
const context = contextOf('gemini-3.8-flash')
const inline = (mimeType: string, data: string) => ({ inlineData: { mimeType, data } })

describe('every kind of content reaches Gemini', () => {
  it.each<[string, ChatContentPart, unknown]>([
    ['text', { type: 'text', text: 'hi' }, { text: 'hi' }],
    ['Responses text', { type: 'input_text', text: 'hi' }, { text: 'hi' }],
    ['refusal', { type: 'refusal', refusal: 'no' }, { text: 'no' }],
    ['data URL', image({ url: `data:image/png;base64,${png}` }), inline('image/png', png)],
    ['plain string URL', image(`data:image/png;base64,${png}`), inline('image/png', png)],
    [
      'odd case and charset',
      image({ url: ` DATA:Image/PNG;charset=utf-8;BASE64,${png}` }),
      inline('image/png', png),
    ],
    ['image/jpg', image({ url: 'data:image/jpg;base64,/9j/' }), inline('image/jpeg', '/9j/')],
    [
      'line breaks',
      image({ url: 'data:image/jpeg;base64,/9\r\nj/ ' }),
      inline('image/jpeg', '/9j/'),
    ],
    [
      'url-safe base64',
      image({ url: 'data:image/jpeg;base64,_9j-' }),
      inline('image/jpeg', '/9j+'),
    ],
    [
      'escaped base64',
      image({ url: 'data:image/png;base64,iVBORw0KGgo%3D' }),
      inline('image/png', png),
    ],
    ['no type, known bytes', image({ url: `data:;base64,${png}` }), inline('image/png', png)],
    [
      'webp by its bytes',
      image({
        url: `data:application/octet-stream;base64,${Buffer.from('RIFF1234WEBP').toString('base64')}`,
      }),
      inline('image/webp', Buffer.from('RIFF1234WEBP').toString('base64')),
    ],
    [
      'https URL',
      image({ url: 'https://x.org/cat.JPG?w=1' }),
      { fileData: { fileUri: 'https://x.org/cat.JPG?w=1', mimeType: 'image/jpeg' } },
    ],
    [
      'https URL of unknown type',
      image({ url: 'https://x.org/cat' }),
      { fileData: { fileUri: 'https://x.org/cat' } },
    ],
    [
      'YouTube',
      image({ url: 'https://youtu.be/a.mp4' }),
      { fileData: { fileUri: 'https://youtu.be/a.mp4' } },
    ],
    [
      'uploaded file',
      image({ url: 'files/abc-1' }),
      { fileData: { fileUri: 'https://generativelanguage.googleapis.com/v1beta/files/abc-1' } },
    ],
    [
      'audio',
      { type: 'input_audio', input_audio: { data: 'AAAA', format: 'mp3' } },
      inline('audio/mpeg', 'AAAA'),
    ],
    [
      'audio data URL',
      { type: 'input_audio', input_audio: { data: 'data:audio/mp3;base64,AAAA' } },
      inline('audio/mpeg', 'AAAA'),
    ],
    [
      'file as data URL',
      { type: 'file', file: { file_data: `data:application/pdf;base64,${pdf}` } },
      inline('application/pdf', pdf),
    ],
    [
      'file by extension',
      { type: 'file', file: { file_data: 'AAAA', filename: 'a.CSV' } },
      inline('text/csv', 'AAAA'),
    ],
    [
      'file by its bytes',
      { type: 'file', file: { file_data: pdf } },
      inline('application/pdf', pdf),
    ],
    [
      'file id',
      { type: 'file', file: { file_id: 'files/abc' } },
      { fileData: { fileUri: 'https://generativelanguage.googleapis.com/v1beta/files/abc' } },
    ],
    [
      'plain data URL',
      { type: 'file', file: { file_data: 'data:text/plain,a%20b' } },
      inline('text/plain', Buffer.from('a b').toString('base64')),
    ],
    [
      'video with slice',
      {
        type: 'video_url',
        video_url: { url: 'https://x.org/v.mp4' },
        video_metadata: { start_offset: '1s', endOffset: '2s', fps: 2 },
      },
      {
        fileData: { fileUri: 'https://x.org/v.mp4', mimeType: 'video/mp4' },
        videoMetadata: { startOffset: '1s', endOffset: '2s', fps: 2 },
      },
    ],
    [
      'video with slice in bare seconds',
      {
        type: 'video_url',
        video_url: { url: 'https://youtu.be/abc' },
        videoMetadata: { startOffset: 1, endOffset: 2.5, fps: null },
      },
      {
        fileData: { fileUri: 'https://youtu.be/abc' },
        videoMetadata: { startOffset: '1s', endOffset: '2.5s' },
      },
    ],
    [
      'inline video',
      { type: 'input_video', input_video: { data: 'AAAA', format: 'webm' } },
      inline('video/webm', 'AAAA'),
    ],
  ])('%s', (_, part, expected) => {
    expect(one(part)).toEqual(expected)
  })

  it.each<[string, object, string | undefined]>([
    ['gemini-3.8-flash', { detail: 'low' }, 'MEDIA_RESOLUTION_LOW'],
    ['gemini-3.8-flash', { detail: 'high' }, 'MEDIA_RESOLUTION_HIGH'],
    ['gemini-3.8-flash', { detail: 'auto' }, undefined],
    ['gemini-3.8-flash', {}, undefined],
    ['gemini-4-argon', { detail: 'high' }, 'MEDIA_RESOLUTION_HIGH'],
    // Older models look at all images alike, models that draw decide themselves.
    ['gemini-2.5-flash', { detail: 'high' }, undefined],
    ['gemini-3-pro-image', { detail: 'high' }, undefined],
    ['gemma-4-31b-it', { detail: 'low' }, undefined],
  ])('%s looks at an image with %j at %s', (model, detail, level) => {
    const resolution = level === undefined ? {} : { mediaResolution: { level } }
    const url = `data:image/png;base64,${png}`
    expect(one(image({ url, ...detail }), model)).toEqual({
      ...inline('image/png', png),
      ...resolution,
    })
    expect(one({ type: 'input_image', image_url: url, ...detail }, model)).toEqual({
      ...inline('image/png', png),
      ...resolution,
    })
    const linked = 'https://x.org/a.png'
    expect(one(image({ url: linked, ...detail }), model)).toEqual({
      fileData: { fileUri: linked, mimeType: 'image/png' },
      ...resolution,
    })
  })

  it('keeps order, takes bare strings and drops empty texts', () => {
    const content = ['a', { type: 'text', text: '' }, { type: 'text', text: 'b' }]
    expect(contentParts(content, 'p', context)).toEqual([{ text: 'a' }, { text: 'b' }])
    expect(contentParts('', 'p', context)).toEqual([])
    expect(contentParts(null, 'p', context)).toEqual([])
  })
})

describe('what Gemini cannot take is refused by name', () => {
  const sliced = (slice: unknown) => ({
    type: 'video_url',
    video_url: { url: 'https://youtu.be/abc' },
    video_metadata: slice,
  })
  const animated = Buffer.from('GIF89a....NETSCAPE2.0').toString('base64')

  it.each<[string, ChatContentPart, string]>([
    ['unknown type', { type: 'hologram' }, 'type'],
    ['inherited name', { type: 'constructor' }, 'type'],
    ['text of wrong type', { type: 'text', text: 5 }, 'text'],
    ['image without URL', image({}), 'image_url.url'],
    ['SVG', image({ url: 'data:image/svg+xml,<svg/>' }), 'image_url'],
    ['animated GIF', image({ url: `data:image/gif;base64,${animated}` }), 'image_url'],
    ['no comma', image({ url: 'data:image/png;base64' }), 'image_url'],
    ['no data', image({ url: 'data:image/png;base64,' }), 'image_url'],
    ['not base64', image({ url: 'data:image/png;base64,!!' }), 'image_url'],
    ['other scheme', image({ url: 'file:///etc/passwd' }), 'image_url'],
    ['this machine', image({ url: 'http://localhost:3000/a.png' }), 'image_url'],
    ['home network', image({ url: 'https://192.168.1.4/a.png' }), 'image_url'],
    [
      'audio format',
      { type: 'input_audio', input_audio: { data: 'AAAA', format: 'midi' } },
      'input_audio.format',
    ],
    ['audio without data', { type: 'input_audio' }, 'input_audio.data'],
    [
      'file of unknown type',
      { type: 'file', file: { file_data: 'AAAA', filename: 'a.constructor' } },
      'file',
    ],
    ['slice', sliced(5), 'video_metadata'],
    ['start of a slice', sliced({ start_offset: {} }), 'video_metadata.start_offset'],
    ['end of a slice', sliced({ end_offset: true }), 'video_metadata.end_offset'],
    ['frame rate', sliced({ fps: '2' }), 'video_metadata.fps'],
    ['id of wrong type', { type: 'file', file: { file_id: 5 } }, 'file.file_id'],
    ['file of OpenAI', { type: 'file', file: { file_id: 'file-123' } }, 'file.file_id'],
  ])('%s', (_, part, field) => {
    const convert = (): unknown => contentParts(['x', part], 'messages[3].content', context)
    expect(convert).toThrow(InvalidRequest)
    expect(convert).toThrow(expect.objectContaining({ param: `messages[3].content[1].${field}` }))
  })
})
