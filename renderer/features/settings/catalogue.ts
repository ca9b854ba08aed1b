/** Which settings stand where, and how each is edited. Every setting has a place (checked by type). */
import type { HostSecretName } from '../../../electron/shared/host-secret.ts'
import type { SettingName, Settings } from '../../../electron/shared/settings.ts'

export type Group =
  | 'server'
  | 'upstream'
  | 'keys'
  | 'tools'
  | 'images'
  | 'audio'
  | 'activity'
  | 'desktop'
export type Unit = 'seconds' | 'minutes' | 'hours' | 'days' | 'megabytes' | 'kilobytes'

export type Control =
  | { kind: 'switch' }
  | { kind: 'number'; min: number; max: number; unit?: Unit; decimals?: boolean }
  | { kind: 'text' }
  | { kind: 'list' }
  /** A table of its own. */
  | { kind: 'prices' }
  | { kind: 'choice'; choices: readonly string[] }

export interface Place {
  group: Group
  control: Control
  /** Means something only while images are kept there. */
  host?: Settings['uploadProvider']
}

const toggle: Control = { kind: 'switch' }
const text: Control = { kind: 'text' }
const list: Control = { kind: 'list' }
const number = (min: number, max: number, unit?: Unit): Control => ({
  kind: 'number',
  min,
  max,
  ...(unit !== undefined && { unit }),
})
const choice = <Name extends SettingName>(
  _name: Name,
  choices: readonly (Settings[Name] & string)[],
): Control => ({
  kind: 'choice',
  choices,
})

/** In the order of the page. */
export const catalogue: Readonly<Record<SettingName, Place>> = {
  host: { group: 'server', control: text },
  port: { group: 'server', control: number(0, 65_535) },
  requireToken: { group: 'server', control: toggle },
  allowedHosts: { group: 'server', control: list },
  allowedOrigins: { group: 'server', control: list },

  baseUrl: { group: 'upstream', control: text },
  proxies: { group: 'upstream', control: list },
  firstByteTimeoutSeconds: { group: 'upstream', control: number(1, 3600, 'seconds') },
  idleTimeoutSeconds: { group: 'upstream', control: number(1, 3600, 'seconds') },
  keepAliveSeconds: { group: 'upstream', control: number(0, 300, 'seconds') },
  inlineLimitMegabytes: { group: 'upstream', control: number(1, 1000, 'megabytes') },

  keyStrategy: {
    group: 'keys',
    control: choice('keyStrategy', ['balanced', 'round-robin', 'fill-first']),
  },
  paidKeyUse: { group: 'keys', control: choice('paidKeyUse', ['images', 'fallback', 'always']) },
  maxRetries: { group: 'keys', control: number(1, 100) },
  maxFailures: { group: 'keys', control: number(1, 1000) },
  waitForKeySeconds: { group: 'keys', control: number(0, 30, 'seconds') },
  checkIntervalHours: {
    group: 'keys',
    control: { kind: 'number', min: 0, max: 8760, unit: 'hours', decimals: true },
  },
  testModel: { group: 'keys', control: text },

  showThinkingProcess: { group: 'tools', control: toggle },
  thinkingFormat: {
    group: 'tools',
    control: choice('thinkingFormat', ['reasoning_content', 'think-tags']),
  },
  showSearchLink: { group: 'tools', control: toggle },
  codeExecutionEnabled: { group: 'tools', control: toggle },
  searchModels: { group: 'tools', control: list },
  safetyFilter: {
    group: 'tools',
    control: choice('safetyFilter', [
      'off',
      'block_only_high',
      'block_medium_and_above',
      'block_low_and_above',
      'google',
    ]),
  },

  createImageModel: { group: 'images', control: text },
  imageFormat: { group: 'images', control: choice('imageFormat', ['markdown', 'image-list']) },
  uploadProvider: {
    group: 'images',
    control: choice('uploadProvider', ['local', 'smms', 'picgo', 'cloudflare_imgbed', 'none']),
  },
  imageRetentionDays: { group: 'images', control: number(0, 3650, 'days') },
  imageRetentionMegabytes: { group: 'images', control: number(10, 1_000_000, 'megabytes') },

  smmsUrl: { group: 'images', control: text, host: 'smms' },
  picgoUrl: { group: 'images', control: text, host: 'picgo' },
  cloudflareImgbedUrl: { group: 'images', control: text, host: 'cloudflare_imgbed' },
  cloudflareImgbedFolder: { group: 'images', control: text, host: 'cloudflare_imgbed' },

  speechModel: { group: 'audio', control: text },
  transcriptionModel: { group: 'audio', control: text },
  speechTranslationModel: { group: 'audio', control: text },

  logRequests: { group: 'activity', control: toggle },
  activityDays: { group: 'activity', control: number(1, 3650, 'days') },
  activityMegabytes: { group: 'activity', control: number(20, 100_000, 'megabytes') },
  recordBodies: { group: 'activity', control: toggle },
  bodyLimitKilobytes: { group: 'activity', control: number(1, 1024, 'kilobytes') },
  prices: { group: 'activity', control: { kind: 'prices' } },
  logLevel: {
    group: 'activity',
    control: choice('logLevel', ['debug', 'info', 'warn', 'error']),
  },
  logDays: { group: 'activity', control: number(1, 365, 'days') },
  logMegabytes: { group: 'activity', control: number(1, 10_000, 'megabytes') },
  metricsEnabled: { group: 'activity', control: toggle },

  appLanguage: { group: 'desktop', control: choice('appLanguage', ['system', 'en', 'zh-CN']) },
  appTheme: { group: 'desktop', control: choice('appTheme', ['system', 'light', 'dark']) },
  notificationsEnabled: { group: 'desktop', control: toggle },
  checkForUpdates: { group: 'desktop', control: toggle },
  dropWindowMinutes: { group: 'desktop', control: number(0, 1440, 'minutes') },
}

/** Groups in the order of the page. */
export const groups: readonly Group[] = [
  'server',
  'upstream',
  'keys',
  'tools',
  'images',
  'audio',
  'activity',
  'desktop',
]

/** The secret of each image host. */
export const secretOfHost: Readonly<Partial<Record<Settings['uploadProvider'], HostSecretName>>> = {
  smms: 'smmsSecretToken',
  picgo: 'picgoApiKey',
  cloudflare_imgbed: 'cloudflareImgbedAuthCode',
}

/** The settings of a group that mean something beside the others as they are. */
export function settingsOf(group: Group, { uploadProvider }: Settings): SettingName[] {
  return (Object.keys(catalogue) as SettingName[]).filter((name) => {
    const { group: own, host = uploadProvider } = catalogue[name]
    return own === group && host === uploadProvider
  })
}
