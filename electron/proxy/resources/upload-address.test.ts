import { expect, it } from 'vitest'
import { uploadInQuery, withOwnAddresses } from './upload-address.ts'

const google = 'https://generativelanguage.googleapis.com'
const here = 'http://127.0.0.1:8000'

it('leads the pieces of an upload to us, in every header that says where they go', () => {
  const address = `${google}/upload/v1beta/files?upload_id=AB-c_1&upload_protocol=resumable`
  const { headers, uploads } = withOwnAddresses(
    {
      'x-goog-upload-url': address,
      'x-goog-upload-control-url': address,
      location: address,
      'x-goog-upload-status': 'active',
    },
    here,
    '',
  )
  const own = `${here}/upload/v1beta/files?upload_id=AB-c_1&upload_protocol=resumable`
  expect(headers).toEqual({
    'x-goog-upload-url': own,
    'x-goog-upload-control-url': own,
    location: own,
    'x-goog-upload-status': 'active',
  })
  expect(uploads).toEqual([uploadInQuery('?upload_protocol=resumable&upload_id=AB-c_1')])
})

it('never repeats an API key that is in the address', () => {
  const address = `${google}/upload/v1beta/files?key=secret&upload_id=u`
  const { headers } = withOwnAddresses({ 'x-goog-upload-url': address }, here, '')
  expect(headers['x-goog-upload-url']).toBe(`${here}/upload/v1beta/files?upload_id=u`)
})

it('takes the path of BASE_URL off', () => {
  const address = 'https://gate.example/gemini/upload/v1beta/files?upload_id=u'
  const { headers } = withOwnAddresses({ 'x-goog-upload-url': address }, here, '/gemini')
  expect(headers['x-goog-upload-url']).toBe(`${here}/upload/v1beta/files?upload_id=u`)
})

it.each(['nonsense', `${google}/upload/v1beta/files`, `${google}/?upload_id=`])(
  'leaves out an address that leads to no upload: %s',
  (address) => {
    const { headers, uploads } = withOwnAddresses({ location: address }, here, '')
    expect(headers).toEqual({})
    expect(uploads).toEqual([])
  },
)

it.each(['', '?', '?upload_id=', '?uploadid=x', '?x=upload_id'])(
  'finds no upload in the query %s',
  (query) => expect(uploadInQuery(query)).toBeUndefined(),
)

it('remembers an upload by a name that does not let anybody go on with it', () => {
  expect(uploadInQuery('?upload_id=AB-c_1')).not.toContain('AB-c_1')
})
