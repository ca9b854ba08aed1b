/**
 * CloudFlare-ImgBed, which people run on Cloudflare for themselves (https://cfbed.sanyue.de/api/).
 * It reads its code in the header `authCode` as well as in the address, where secrets would end up
 * in logs; its newer API tokens come as bearer tokens.
 */
import { replyOf, textAt, type UploadProtocol } from './upload-protocol.ts'

export interface ImgbedSettings {
  /** Of the site or of its `/upload`; further parameters, such as `uploadChannel`, are kept. */
  url: string
  /** Where on the host; empty is the top. */
  folder: string
  /** An upload code or an API token; sites may do without. */
  authCode: string | undefined
}

/** The protocol of one such site. */
export function cloudflareImgbed({ url, folder, authCode }: ImgbedSettings): UploadProtocol {
  const endpoint = url === '' ? undefined : uploadAddress(url, folder)
  return {
    name: 'CloudFlare-ImgBed',
    missing: endpoint === undefined ? ['CLOUDFLARE_IMGBED_URL'] : [],
    ...(endpoint !== undefined && {
      form: {
        url: endpoint,
        headers:
          authCode === undefined ? {} : { authcode: authCode, authorization: `Bearer ${authCode}` },
        fileField: 'file',
        fields: {},
      },
    }),
    read({ json, text }) {
      // It says what is wrong in plain text.
      const said = json === undefined ? text : undefined
      return replyOf(
        wholeAddress(textAt(json, 0, 'src'), endpoint),
        textAt(json, 'error') ?? textAt(json, 'message') ?? said,
      )
    },
  }
}

/** The address of an image, which the site gives from its own root: `/file/….png`. */
function wholeAddress(source: string | undefined, site: URL | undefined): string | undefined {
  if (source === undefined || !URL.canParse(source, site?.href)) return undefined
  return new URL(source, site).href
}

function uploadAddress(address: string, folder: string): URL {
  const url = new URL(address)
  if (url.pathname === '/') url.pathname = '/upload'
  if (folder !== '') url.searchParams.set('uploadFolder', folder)
  return url
}
