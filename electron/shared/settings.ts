/** The settings of the service: one row each, with its default and rule. */
import { z } from 'zod'
import { logLevels } from './log-line.ts'
import { quoted } from './quoted.ts'

// Each rule carries one sentence for a person, used whatever way a value breaks it.
const wholeNumber = (minimum: number, maximum: number) => {
  const error = `must be a whole number between ${minimum} and ${maximum}`
  return z.int({ error }).min(minimum, { error }).max(maximum, { error })
}

const numberBetween = (minimum: number, maximum: number) => {
  const error = `must be a number between ${minimum} and ${maximum}`
  return z.number({ error }).min(minimum, { error }).max(maximum, { error })
}

/** Per million tokens. */
const dollars = numberBetween(0, 10_000)

const truth = z.boolean({ error: 'must be true or false' })

const oneOf = <const Names extends readonly [string, ...string[]]>(names: Names) =>
  z.enum(names, { error: `must be one of ${names.join(', ')}` })

const word = (() => {
  const error = 'must be a text that is not empty'
  return z.string({ error }).min(1, { error })
})()

const listOf = <Entry extends z.ZodType>(entry: Entry) =>
  z.array(entry, { error: 'must be a list of texts' })

const httpUrl = z
  .url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' })
  .transform((url) => url.replace(/\/+$/, ''))

/** Settings are no place for secrets, and addresses are where people paste them. */
const uploadUrl = httpUrl.refine(
  (url) => !/^https?:\/\/[^/?#]*@|[?&](?:key|authcode)=/i.test(url),
  { error: 'must hold no password, key or authCode, which are set apart from it' },
)

const proxyError = 'must be "system", "none" or an http, https or socks5 URL'
const proxyChoice = z.union(
  [
    z.literal('system', { error: proxyError }),
    z.literal('none', { error: proxyError }),
    z.url({ protocol: /^(https?|socks5h?|socks)$/, error: proxyError }),
  ],
  { error: proxyError },
)

const keyStrategies = ['balanced', 'round-robin', 'fill-first'] as const
const paidKeyUses = ['images', 'fallback', 'always'] as const
const thinkingFormats = ['reasoning_content', 'think-tags'] as const
const imageFormats = ['markdown', 'image-list'] as const
const blockedPrompts = ['refusal', 'http_400'] as const
const safetyFilters = [
  'off',
  'block_only_high',
  'block_medium_and_above',
  'block_low_and_above',
  'google',
] as const
const languages = ['system', 'en', 'zh-CN'] as const
const themes = ['system', 'light', 'dark'] as const
const uploadProviders = ['local', 'smms', 'picgo', 'cloudflare_imgbed', 'none'] as const

/** Settings that are read when the port is opened; what is changed counts after that. */
const portSettings = {
  /** Address to listen on. Anything but loopback needs an access token (design §2.7). */
  host: word.default('127.0.0.1'),
  port: wholeNumber(0, 65_535).default(8000),
}

/**
 * Every setting that is not a secret; all but `portSettings` count from the moment they are changed.
 * Secrets (keys, tokens) never live here, because this object is what settings.json holds (design
 * §2.2, §5.5).
 */
export const settingsSchema = z.object({
  ...portSettings,
  /** False serves loopback clients without a token. */
  requireToken: truth.default(true),
  /** Further names a client may put in `Host`, without port: `nas.local`. */
  allowedHosts: listOf(word).default([]),
  /** Further web origins that may call the service: `https://chat.example.org`. */
  allowedOrigins: listOf(word).default([]),
  baseUrl: httpUrl.default('https://generativelanguage.googleapis.com/v1beta'),
  /** Unexplained failures in a row after which a key rests. */
  maxFailures: wholeNumber(1, 1000).default(3),
  /** Attempts per request, each on another key. */
  maxRetries: wholeNumber(1, 100).default(3),
  /** The order in which keys are used. */
  keyStrategy: oneOf(keyStrategies).default('balanced'),
  /** When paid keys are used: for image models only, when no other key is ready, or like any. */
  paidKeyUse: oneOf(paidKeyUses).default('images'),
  /** Seconds a request waits for the first key to come back, instead of failing at once. */
  waitForKeySeconds: wholeNumber(0, 30).default(0),
  /** Seconds until the first byte of an answer must be there. Thinking can take many minutes. */
  firstByteTimeoutSeconds: wholeNumber(1, 3600).default(900),
  /** Seconds an answer that has begun may pause before it counts as broken off. */
  idleTimeoutSeconds: numberBetween(0.01, 3600).default(900),
  /** Seconds of waiting after which a chat stream begins with a sign of life; 0 never does. */
  keepAliveSeconds: numberBetween(0, 300).default(15),
  /** Megabytes of media in a chat request above which the largest go through the Files API. */
  inlineLimitMegabytes: numberBetween(0.1, 1000).default(95),
  /** One entry for all traffic, or several of which each key sticks to one. */
  proxies: listOf(proxyChoice).default(['system']),
  searchModels: listOf(word).default([
    'gemini-3.8-flash',
    'gemini-3.6-flash',
    'gemini-3.1-pro-preview',
  ]),
  /** Models under names of a person's own; a name may end with `*`. */
  modelAliases: z
    .record(word, word, { error: 'must be an object of model names, by the names they stand for' })
    .default({}),
  codeExecutionEnabled: truth.default(false),
  showSearchLink: truth.default(true),
  showThinkingProcess: truth.default(true),
  /** Where thoughts stand in chat answers: a field of their own, or the content, between tags. */
  thinkingFormat: oneOf(thinkingFormats).default('reasoning_content'),
  /** Where pictures stand in chat answers: the content, as Markdown, or a list of their own. */
  imageFormat: oneOf(imageFormats).default('markdown'),
  /** Google's filters of chats whose client sets none; `google` leaves them as Google has them. */
  safetyFilter: oneOf(safetyFilters).default('off'),
  /** What a prompt that Google refuses is to OpenAI's clients: a refusal, or a 400. */
  blockedPrompt: oneOf(blockedPrompts).default('refusal'),
  createImageModel: word.default('gemini-nano-banana-2.1'),
  uploadProvider: oneOf(uploadProviders).default('local'),
  /** Days for which images are kept on this machine; 0 keeps them for ever. */
  imageRetentionDays: wholeNumber(0, 3650).default(30),
  /** Room for images on this machine; the oldest go first. */
  imageRetentionMegabytes: wholeNumber(10, 1_000_000).default(2000),
  /** Where S.EE, the successor of SM.MS, takes images. */
  smmsUrl: uploadUrl.default('https://s.ee/api/v1/file/upload'),
  /** A Chevereto site (`/api/1/upload`) or the upload server of PicGo or PicList (`/upload`). */
  picgoUrl: uploadUrl.default('https://www.picgo.net/api/1/upload'),
  /** A person's own CloudFlare-ImgBed; empty while there is none. */
  cloudflareImgbedUrl: z.union([z.literal(''), uploadUrl]).default(''),
  /** Folder in it; empty is the top. */
  cloudflareImgbedFolder: z.string({ error: 'must be a text' }).default(''),
  /** Speaks where a client names a voice model of another house. */
  speechModel: word.default('gemini-3.8-flash-tts'),
  /** Writes down speech where a client names a model of another house. */
  transcriptionModel: word.default('gemini-3.5-transcribe'),
  /** Translates speech where a client names a model of another house. */
  speechTranslationModel: word.default('gemini-3.6-flash'),
  /** Model a person tries a key with; verification itself only lists models. */
  testModel: word.default('gemini-3.5-flash-lite'),
  /** The least of what the service's log tells. */
  logLevel: oneOf(logLevels).default('info'),
  /** Days for which the log's files are kept; 0 writes none. */
  logDays: wholeNumber(0, 365).default(7),
  /** Megabytes of all files of the log together. */
  logMegabytes: wholeNumber(1, 10_000).default(50),
  /** True serves `/metrics` to those with a token. */
  metricsEnabled: truth.default(false),
  /**
   * One line per request in the service's log. Off, because the request log has it all and writing
   * the line took a quarter of the processor time of a short request.
   */
  logRequests: truth.default(false),
  /** Days for which single requests are remembered; sums are kept longer. */
  activityDays: wholeNumber(1, 3650).default(7),
  /** Megabytes that single requests may take on the disk. */
  activityMegabytes: wholeNumber(20, 100_000).default(200),
  /** True remembers what was asked and answered, without secrets. */
  recordBodies: truth.default(false),
  /** Kilobytes of each request and each answer that are remembered then. */
  bodyLimitKilobytes: wholeNumber(1, 1024).default(64),
  /** Prices of a person's own, by the beginning of a model's name, before those of `prices.ts`. */
  prices: z
    .record(word, z.strictObject({ input: dollars, output: dollars, cached: dollars }), {
      error: 'must be an object of prices, each with input, output and cached',
    })
    .default({}),
  /** Language of the desktop app: window, tray, menu and notifications. */
  appLanguage: oneOf(languages).default('system'),
  /** Whether window, menus and title bar are light or dark. */
  appTheme: oneOf(themes).default('system'),
  /** Word from the system when keys are suspended or used up, or the port is lost. */
  notificationsEnabled: truth.default(true),
  /** Whether an installed app asks GitHub once a day for a newer version; it installs none. */
  checkForUpdates: truth.default(true),
  /** Minutes after which a hidden window is dropped to free its memory; 0 keeps it. */
  dropWindowMinutes: wholeNumber(0, 1440).default(10),
  /** Hours between checks of resting keys; 0 switches them off. */
  checkIntervalHours: numberBetween(0, 8760).default(1),
})

export type Settings = z.infer<typeof settingsSchema>
export type SettingName = keyof Settings

/** Every setting's name, in the order of the schema. */
export const settingNames: readonly SettingName[] = settingsSchema.keyof().options

export type PortSettingName = keyof typeof portSettings

/** The settings that need the port to be opened anew. */
export const portSettingNames = settingNames.filter(
  (name): name is PortSettingName => name in portSettings,
)

/** True for a text that names a setting. */
export function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(settingsSchema.shape, name)
}

/**
 * A setting, environment variable or settings file that cannot be used as it is. The message is one
 * line for a person and holds no secret.
 */
export class SettingError extends Error {
  override readonly name = 'SettingError'
  readonly code = 'SETTING_INVALID'
}

/**
 * The settings among `values` as the schema has them; other names are left out, as are those whose
 * value is undefined. `label` turns a setting's name into how its source calls it, to begin the
 * message with. Throws SettingError for the first value that breaks its rule.
 */
export function checkSettings(
  values: Readonly<Record<string, unknown>>,
  label: (name: SettingName) => string,
): Partial<Settings> {
  const outcome = settingsSchema.safeParse(values)
  if (!outcome.success) throw new SettingError(sentence(values, outcome.error, label))
  const given: Partial<Settings> = { ...outcome.data }
  for (const name of settingNames) if (values[name] === undefined) delete given[name]
  return given
}

/**
 * The settings among `values` that break their rule, each with its sentence; `label` as in
 * checkSettings.
 */
export function settingFaults(
  values: Readonly<Record<string, unknown>>,
  label: (name: SettingName) => string,
): { name: SettingName; message: string }[] {
  return settingNames.flatMap((name) => {
    try {
      checkSettings({ [name]: values[name] }, label)
      return []
    } catch (error) {
      if (error instanceof SettingError) return { name, message: error.message }
      throw error
    }
  })
}

function sentence(
  values: Readonly<Record<string, unknown>>,
  error: z.ZodError<Settings>,
  label: (name: SettingName) => string,
): string {
  const issue = error.issues[0]
  const name = settingNames.find((candidate) => candidate === issue?.path[0])
  if (issue === undefined || name === undefined) throw error
  const value = values[name]
  const entry: unknown =
    Array.isArray(value) && typeof issue.path[1] === 'number' ? value[issue.path[1]] : value
  return `${label(name)} ${issue.message}, not ${quoted(entry)}`
}

/** Secrets a person may hand over in the environment instead of the keychain. */
export const secretsSchema = z.object({
  apiKeys: z.array(z.string().min(1)).default([]),
  paidKey: z.string().min(1).optional(),
  allowedTokens: z.array(z.string().min(1)).default([]),
  authToken: z.string().min(1).optional(),
  smmsSecretToken: z.string().min(1).optional(),
  picgoApiKey: z.string().min(1).optional(),
  cloudflareImgbedAuthCode: z.string().min(1).optional(),
  /** Opens the file of secrets, which then takes the place of the keychain. */
  vaultPassphrase: z.string().min(8, 'must have at least 8 characters').optional(),
})

export type Secrets = z.infer<typeof secretsSchema>
export type SecretName = keyof Secrets
