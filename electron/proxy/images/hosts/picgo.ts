/**
 * Two that answer to PicGo's name: sites that run Chevereto, as picgo.net does (`/api/1/upload`,
 * https://v4-docs.chevereto.com/api/1/file-upload.html), and the upload server of the PicGo and
 * PicList apps (`/upload`, https://picgo.github.io/PicGo-Doc/guide/advance.html).
 */
import { replyOf, textAt, type UploadForm, type UploadProtocol } from './upload-protocol.ts'

/** @param address says by its path which of the two it is */
export function picgo(address: string, key: string | undefined): UploadProtocol {
  const url = new URL(address)
  const isChevereto = /\/api\/1(?:\.1)?\/upload$/.test(url.pathname)
  return {
    name: isChevereto ? url.hostname : 'PicGo',
    missing: isChevereto && key === undefined ? ['PICGO_API_KEY'] : [],
    ...((!isChevereto || key !== undefined) && {
      form: isChevereto ? cheveretoForm(url, key ?? '') : serverForm(url, key),
    }),
    read: ({ json }) =>
      replyOf(
        textAt(json, 'image', 'url') ?? textAt(json, 'result', 0),
        textAt(json, 'error', 'message') ?? textAt(json, 'message') ?? textAt(json, 'status_txt'),
      ),
  }
}

/** Version 4 reads the key in the header, version 3 in the form. */
function cheveretoForm(url: URL, key: string): UploadForm {
  const fields = { key, format: 'json' }
  return { url, headers: { 'x-api-key': key }, fileField: 'source', fields }
}

/** The apps ask nobody on their own machine; PicList wants its key in the address from others. */
function serverForm(address: URL, key: string | undefined): UploadForm {
  const url = new URL(address)
  if (key !== undefined) url.searchParams.set('key', key)
  return { url, headers: {}, fileField: 'files', fields: {} }
}
