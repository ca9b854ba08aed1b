/**
 * S.EE, which took over SM.MS and its uploads in February 2026 and speaks its API: one field
 * `smfile`, the token bare in `Authorization` (https://s.ee/docs/developers/smms-compatibility/).
 */
import { replyOf, textAt, type UploadProtocol } from './upload-protocol.ts'

/** @param url of `/upload` */
export function smms(url: string, token: string | undefined): UploadProtocol {
  return {
    name: 'S.EE',
    missing: token === undefined ? ['SMMS_SECRET_TOKEN'] : [],
    ...(token !== undefined && {
      form: {
        url: new URL(url),
        headers: { authorization: token },
        fileField: 'smfile',
        fields: {},
      },
    }),
    read({ json }) {
      // An image that is there already is answered as a failure, with its address.
      const known = textAt(json, 'code') === 'image_repeated' ? textAt(json, 'images') : undefined
      return replyOf(textAt(json, 'data', 'url') ?? known, textAt(json, 'message'))
    },
  }
}
