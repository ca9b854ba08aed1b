/** Secrets of image hosts, as far as the interface knows them. */

/** By the name they have in settings that are handed over. */
export const hostSecretNames = [
  'smmsSecretToken',
  'picgoApiKey',
  'cloudflareImgbedAuthCode',
] as const

export type HostSecretName = (typeof hostSecretNames)[number]

/** Whether one is set and where it is; never what it is. */
export type HostSecretState =
  | { isSet: false }
  /** `session` is gone when the service ends; `stored` is kept in the keychain. */
  | { isSet: true; masked: string; source: 'environment' | 'stored' | 'session' }
