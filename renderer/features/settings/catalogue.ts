/** Which settings stand where, and how each is edited. Every setting has a place (checked by type). */
import type { ModelInfo } from '../../../electron/shared/contract/models.ts'
import type { HostSecretName } from '../../../electron/shared/host-secret.ts'
import type { SettingName, Settings } from '../../../electron/shared/settings.ts'

export type Group =
  | 'server'
  | 'security'
  | 'upstream'
  | 'keys'
  | 'models'
  | 'tools'
  | 'images'
  | 'activity'
  | 'appearance'
  | 'desktop'
export type Unit = 'seconds' | 'minutes' | 'hours' | 'days' | 'megabytes' | 'kilobytes'
/** What a text must be, in words; whether it is, the schema says. */
export type Rule = 'word' | 'url' | 'uploadUrl' | 'proxies'

export type Control =
  | { kind: 'switch' }
  /** Its limits are those of the schema. */
  | { kind: 'number'; unit?: Unit }
  | { kind: 'text'; rule: Rule }
  /** A text, with the models of a kind to choose from. */
  | { kind: 'model'; of: ModelInfo['kind'] }
  | { kind: 'list'; rule: Rule }
  /** Tables of their own. */
  | { kind: 'aliases' }
  | { kind: 'prices' }
  | { kind: 'choice'; choices: readonly string[] }

export interface Place {
  group: Group
  control: Control
  /** Means something only while images are kept there. */
  host?: Settings['uploadProvider']
  /** Means nothing to a service without a display. */
  desktop?: true
}

const toggle: Control = { kind: 'switch' }
const text = (rule: Rule): Control => ({ kind: 'text', rule })
const list = (rule: Rule = 'word'): Control => ({ kind: 'list', rule })
const model = (of: ModelInfo['kind']): Control => ({ kind: 'model', of })
const number = (unit?: Unit): Control => ({ kind: 'number', ...(unit !== undefined && { unit }) })
const choice = <Name extends SettingName>(
  _name: Name,
  choices: readonly (Settings[Name] & string)[],
): Control => ({
  kind: 'choice',
  choices,
})

/** In the order of the page. */
export const catalogue: Readonly<Record<SettingName, Place>> = {
  host: { group: 'server', control: text('word') },
  port: { group: 'server', control: number() },

  requireToken: { group: 'security', control: toggle },
  allowedHosts: { group: 'security', control: list() },
  allowedOrigins: { group: 'security', control: list() },

  baseUrl: { group: 'upstream', control: text('url') },
  proxies: { group: 'upstream', control: list('proxies') },
  firstByteTimeoutSeconds: { group: 'upstream', control: number('seconds') },
  idleTimeoutSeconds: { group: 'upstream', control: number('seconds') },
  keepAliveSeconds: { group: 'upstream', control: number('seconds') },
  inlineLimitMegabytes: { group: 'upstream', control: number('megabytes') },

  keyStrategy: {
    group: 'keys',
    control: choice('keyStrategy', ['balanced', 'round-robin', 'fill-first']),
  },
  paidKeyUse: { group: 'keys', control: choice('paidKeyUse', ['images', 'fallback', 'always']) },
  maxRetries: { group: 'keys', control: number() },
  maxFailures: { group: 'keys', control: number() },
  waitForKeySeconds: { group: 'keys', control: number('seconds') },
  checkIntervalHours: { group: 'keys', control: number('hours') },

  modelAliases: { group: 'models', control: { kind: 'aliases' } },
  searchModels: { group: 'models', control: list() },
  createImageModel: { group: 'models', control: model('image') },
  speechModel: { group: 'models', control: model('speech') },
  transcriptionModel: { group: 'models', control: model('other') },
  speechTranslationModel: { group: 'models', control: model('chat') },
  testModel: { group: 'models', control: model('chat') },

  showThinkingProcess: { group: 'tools', control: toggle },
  thinkingFormat: {
    group: 'tools',
    control: choice('thinkingFormat', ['reasoning_content', 'think-tags']),
  },
  showSearchLink: { group: 'tools', control: toggle },
  codeExecutionEnabled: { group: 'tools', control: toggle },
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
  blockedPrompt: { group: 'tools', control: choice('blockedPrompt', ['refusal', 'http_400']) },
  imageFormat: { group: 'tools', control: choice('imageFormat', ['markdown', 'image-list']) },

  uploadProvider: {
    group: 'images',
    control: choice('uploadProvider', ['local', 'smms', 'picgo', 'cloudflare_imgbed', 'none']),
  },
  imageRetentionDays: { group: 'images', control: number('days') },
  imageRetentionMegabytes: { group: 'images', control: number('megabytes') },

  smmsUrl: { group: 'images', control: text('uploadUrl'), host: 'smms' },
  picgoUrl: { group: 'images', control: text('uploadUrl'), host: 'picgo' },
  cloudflareImgbedUrl: { group: 'images', control: text('uploadUrl'), host: 'cloudflare_imgbed' },
  cloudflareImgbedFolder: { group: 'images', control: text('word'), host: 'cloudflare_imgbed' },

  activityDays: { group: 'activity', control: number('days') },
  activityMegabytes: { group: 'activity', control: number('megabytes') },
  recordBodies: { group: 'activity', control: toggle },
  bodyLimitKilobytes: { group: 'activity', control: number('kilobytes') },
  prices: { group: 'activity', control: { kind: 'prices' } },
  logLevel: {
    group: 'activity',
    control: choice('logLevel', ['debug', 'info', 'warn', 'error']),
  },
  logRequests: { group: 'activity', control: toggle },
  logDays: { group: 'activity', control: number('days') },
  logMegabytes: { group: 'activity', control: number('megabytes') },
  metricsEnabled: { group: 'activity', control: toggle },

  appLanguage: {
    group: 'appearance',
    control: choice('appLanguage', ['system', 'en', 'zh-CN']),
    desktop: true,
  },
  appTheme: {
    group: 'appearance',
    control: choice('appTheme', ['system', 'light', 'dark']),
    desktop: true,
  },

  dropWindowMinutes: { group: 'desktop', control: number('minutes'), desktop: true },
  notificationsEnabled: { group: 'desktop', control: toggle, desktop: true },
  checkForUpdates: { group: 'desktop', control: toggle, desktop: true },
}

/** The secret of each image host. */
export const secretOfHost: Readonly<Partial<Record<Settings['uploadProvider'], HostSecretName>>> = {
  smms: 'smmsSecretToken',
  picgo: 'picgoApiKey',
  cloudflare_imgbed: 'cloudflareImgbedAuthCode',
}

/** The settings that mean something beside the others as they are. */
export function settingsInUse({ uploadProvider }: Settings, isDesktop: boolean): SettingName[] {
  return (Object.keys(catalogue) as SettingName[]).filter((name) => {
    const { host = uploadProvider, desktop = false } = catalogue[name]
    return host === uploadProvider && (isDesktop || !desktop)
  })
}
