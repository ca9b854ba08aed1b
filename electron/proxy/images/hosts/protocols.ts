/** Which protocol each choice of the `uploadProvider` setting speaks. */
import type { ImageHostParts, HostSettings } from '../image-hosts.ts'
import { cloudflareImgbed } from './cloudflare-imgbed.ts'
import { picgo } from './picgo.ts'
import { smms } from './smms.ts'
import type { UploadProtocol } from './upload-protocol.ts'

type Provider = Exclude<HostSettings['uploadProvider'], 'local' | 'none'>
type HostAddresses = Omit<HostSettings, 'uploadProvider'>

/** The protocol with the addresses and secrets of now. */
export function protocolOf(
  provider: Provider,
  { smmsUrl, picgoUrl, cloudflareImgbedUrl, cloudflareImgbedFolder }: HostAddresses,
  secretOf: ImageHostParts['secretOf'],
): UploadProtocol {
  if (provider === 'smms') return smms(smmsUrl, secretOf('smmsSecretToken'))
  if (provider === 'picgo') return picgo(picgoUrl, secretOf('picgoApiKey'))
  return cloudflareImgbed({
    url: cloudflareImgbedUrl,
    folder: cloudflareImgbedFolder,
    authCode: secretOf('cloudflareImgbedAuthCode'),
  })
}
