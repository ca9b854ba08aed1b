import { describe, expect, it } from 'vitest'
import { cloudflareImgbed } from './cloudflare-imgbed.ts'
import { picgo } from './picgo.ts'
import { smms } from './smms.ts'
import type { HostAnswer, UploadProtocol } from './upload-protocol.ts'

const answered = (body: unknown, status = 200): HostAnswer => ({
  status,
  json: typeof body === 'string' ? undefined : body,
  text: typeof body === 'string' ? body : JSON.stringify(body),
})

describe('S.EE', () => {
  const protocol = smms('https://s.ee/api/v1/file/upload', 'token-1')

  it('gets the file as smfile and the token bare', () => {
    expect(protocol.form).toEqual({
      url: new URL('https://s.ee/api/v1/file/upload'),
      headers: { authorization: 'token-1' },
      fileField: 'smfile',
      fields: {},
    })
  })

  it('without a token says which', () => {
    expect(smms('https://s.ee/api/v1/file/upload', undefined)).toMatchObject({
      missing: ['SMMS_SECRET_TOKEN'],
    })
  })

  it.each([
    [
      { success: true, code: 200, message: 'success', data: { url: 'https://i.see.you/a.png' } },
      { url: 'https://i.see.you/a.png', message: 'success' },
    ],
    [
      {
        success: false,
        code: 'image_repeated',
        message: 'Repeated',
        images: 'https://i.see.you/b',
      },
      { url: 'https://i.see.you/b', message: 'Repeated' },
    ],
    [
      { success: false, code: 'unauthorized', message: 'Unauthorized.' },
      { message: 'Unauthorized.' },
    ],
    [{ success: false, code: 'x', images: 'https://i.see.you/b' }, {}],
    [null, {}],
    ['<html>', {}],
  ])('%j', (body, reply) => {
    expect(protocol.read(answered(body))).toEqual(reply)
  })
})

describe('PicGo', () => {
  it('with a Chevereto address gets the file as source, the key in header and form', () => {
    expect(picgo('https://www.picgo.net/api/1/upload', 'chv_1')).toMatchObject({
      name: 'www.picgo.net',
      form: {
        headers: { 'x-api-key': 'chv_1' },
        fileField: 'source',
        fields: { key: 'chv_1', format: 'json' },
      },
    })
    expect(picgo('https://www.picgo.net/api/1/upload', undefined)).toMatchObject({
      missing: ['PICGO_API_KEY'],
    })
  })

  it('as the app’s server gets the file as files, and a key only where one is set', () => {
    const form = (key?: string) => picgo('http://127.0.0.1:36677/upload', key).form
    expect(form()).toMatchObject({ fileField: 'files', headers: {}, fields: {} })
    expect(form()?.url.href).toBe('http://127.0.0.1:36677/upload')
    expect(form('k&1')?.url.href).toBe('http://127.0.0.1:36677/upload?key=k%261')
  })

  it.each([
    [{ status_code: 200, image: { url: 'https://img/a.png' } }, { url: 'https://img/a.png' }],
    [{ success: true, result: ['https://img/b.png'] }, { url: 'https://img/b.png' }],
    [
      { status_code: 400, error: { message: 'Invalid API v1 key.', code: 100 }, status_txt: 'Bad' },
      { message: 'Invalid API v1 key.' },
    ],
    [
      { success: false, message: 'server key is not correct' },
      { message: 'server key is not correct' },
    ],
    [{ success: true, result: [] }, {}],
  ])('%j', (body, reply) => {
    expect(picgo('https://x/api/1/upload', 'k').read(answered(body))).toEqual(reply)
  })
})

describe('CloudFlare-ImgBed', () => {
  const site = (changes: object = {}): UploadProtocol =>
    cloudflareImgbed({ url: 'https://img.example.org', folder: '', authCode: 'c1', ...changes })

  it('gets the file as file and its code in headers, never in the address', () => {
    expect(site().form).toMatchObject({
      headers: { authcode: 'c1', authorization: 'Bearer c1' },
      fileField: 'file',
    })
    expect(site().form?.url.href).toBe('https://img.example.org/upload')
    expect(site({ authCode: undefined }).form?.headers).toEqual({})
  })

  it('keeps parameters and puts images into the folder', () => {
    const url = 'https://img.example.org/upload?uploadChannel=cfr2'
    expect(site({ url, folder: 'ai/今天' }).form?.url.search).toBe(
      '?uploadChannel=cfr2&uploadFolder=ai%2F%E4%BB%8A%E5%A4%A9',
    )
  })

  it('without an address says so', () => {
    expect(site({ url: '' })).toMatchObject({ missing: ['CLOUDFLARE_IMGBED_URL'] })
    expect(site({ url: '' }).form).toBeUndefined()
  })

  it.each([
    [[{ src: '/file/ab_1.png' }], { url: 'https://img.example.org/file/ab_1.png' }],
    [[{ src: 'https://cdn.example.org/x.png' }], { url: 'https://cdn.example.org/x.png' }],
    ['Unauthorized', { message: 'Unauthorized' }],
    ['Error: No R2 channel provided', { message: 'Error: No R2 channel provided' }],
    [[], {}],
    [[{ src: 7 }], {}],
  ])('%j', (body, reply) => {
    expect(site().read(answered(body))).toEqual(reply)
  })
})
