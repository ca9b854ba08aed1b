/** Places outside this service where images can be put, by the setting that names one. */
import type { Outbound } from '../../gemini/outbound.ts'
import type { HostSecretName } from '../../shared/host-secret.ts'
import type { Redactor } from '../../shared/redact.ts'
import type { Settings } from '../../shared/settings.ts'

export interface HostedImage {
  /** With its ending: `3f9c….png`. */
  name: string
  mimeType: string
  bytes: Buffer
}

export type UploadOutcome =
  | { kind: 'uploaded'; url: string }
  /** The image is nowhere but here. */
  | { kind: 'failed'; failure: UploadFailure }

export interface UploadFailure {
  reason:
    | 'not-configured'
    | 'token-refused'
    | 'too-large'
    | 'refused'
    | 'malformed-answer'
    | 'unreachable'
    | 'timeout'
  /** What happened and what to do about it, for a person; without secrets. */
  message: string
}

export interface ImageHosts {
  /**
   * Puts an image where the `uploadProvider` setting says. Undefined where that is no place outside
   * (`local`, `none`). Never rejects but with the signal's reason.
   */
  upload(image: HostedImage, signal: AbortSignal): Promise<UploadOutcome> | undefined
}

export interface ImageHostParts {
  settings(): HostSettings
  /** A secret of a host, if a person has set it. */
  secretOf(name: HostSecretName): string | undefined
  outbound: Pick<Outbound, 'dispatcherFor' | 'direct'>
  redactor: Pick<Redactor, 'redact'>
  limits?: UploadLimits
}

/** Which part of the settings is about image hosts. */
export type HostSettings = Pick<
  Settings,
  'uploadProvider' | 'smmsUrl' | 'picgoUrl' | 'cloudflareImgbedUrl' | 'cloudflareImgbedFolder'
>

export interface UploadLimits {
  /** Until when all attempts of an upload must be through. */
  timeoutMs: number
  /** Before each further attempt; as many as there are. */
  pausesMs: readonly number[]
}

const usualLimits: UploadLimits = { timeoutMs: 90_000, pausesMs: [500, 2000] }

/** Makes uploads; what they need is loaded with the first one. */
export function createImageHosts({ limits = usualLimits, ...parts }: ImageHostParts): ImageHosts {
  return {
    upload(image, signal) {
      const { uploadProvider: provider, ...settings } = parts.settings()
      if (provider === 'local' || provider === 'none') return undefined
      return (async () => {
        const [{ protocolOf }, { uploadTo }] = await Promise.all([
          import('./hosts/protocols.ts'),
          import('./hosts/upload.ts'),
        ])
        const protocol = protocolOf(provider, settings, parts.secretOf)
        return uploadTo(protocol, image, { ...parts, limits, signal })
      })()
    },
  }
}
