import { describe, expect, it } from 'vitest'
import { parseMultipart } from './multipart.ts'

const boundary = 'a-boundary'
const contentType = `multipart/form-data; boundary=${boundary}`

function part(headers: string, value: string): string {
  return `--${boundary}\r\nContent-Disposition: form-data; ${headers}\r\n\r\n${value}\r\n`
}
const formOf = (...parts: string[]) => Buffer.from(`${parts.join('')}--${boundary}--\r\n`)

describe('a form', () => {
  it('gives its fields in order and its files byte for byte', async () => {
    const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, at) => at % 256))
    const file = Buffer.concat([
      Buffer.from(
        `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="../说.wav"\r\nContent-Type: audio/wav\r\n\r\n`,
      ),
      bytes,
      Buffer.from('\r\n'),
    ])
    const body = Buffer.concat([
      file,
      formOf(
        part('name="model"', '模型'),
        part('name="g[]"', 'word'),
        part('name="g[]"', 'segment'),
      ),
    ])
    const { fields, files } = await parseMultipart(contentType, body)
    expect(fields.get('model')).toEqual(['模型'])
    expect(fields.get('g[]')).toEqual(['word', 'segment'])
    expect(files).toEqual([{ field: 'file', filename: '说.wav', mimeType: 'audio/wav', bytes }])
  })

  it('has a quoted boundary in some clients', async () => {
    const { fields } = await parseMultipart(
      `multipart/form-data; boundary="${boundary}"`,
      formOf(part('name="a"', '1')),
    )
    expect(fields.get('a')).toEqual(['1'])
  })

  it('may hold an empty file', async () => {
    const { files } = await parseMultipart(
      contentType,
      formOf(part('name="file"; filename="a.wav"', '')),
    )
    expect(files).toMatchObject([{ field: 'file', filename: 'a.wav' }])
    expect(files[0]?.bytes).toHaveLength(0)
  })
})

describe('what is no form is refused with a word on why', () => {
  it.each([
    ['another content type', 'application/json', Buffer.from('{}'), 'must be a form'],
    ['none', undefined, Buffer.from('{}'), 'must be a form'],
    ['no boundary', 'multipart/form-data; charset=utf-8', Buffer.from('x'), 'cannot be read'],
    ['no body', contentType, undefined, 'empty'],
    ['another boundary', 'multipart/form-data; boundary=b', formOf(part('name="a"', '1')), 'end'],
    [
      'a file that breaks off',
      contentType,
      formOf(part('name="file"; filename="a"', 'x')).subarray(0, 90),
      '',
    ],
    ['a field that breaks off', contentType, formOf(part('name="a"', 'x')).subarray(0, 60), ''],
    [
      'a huge field',
      contentType,
      formOf(part('name="a"', 'x'.repeat(1024 * 1024 + 1))),
      'megabyte',
    ],
    [
      'thousands of parts',
      contentType,
      formOf(...Array.from({ length: 300 }, () => part('name="a"', '1'))),
      'at most',
    ],
  ])('%s', async (_, type, body, words) => {
    await expect(parseMultipart(type, body)).rejects.toMatchObject({
      fields: { status: 400, message: expect.stringContaining(words) },
    })
  })
})
