/** What each name in the environment means (design §5.1), whether it comes from the shell or from .env. */
import {
  checkSettings,
  SettingError,
  type SecretName,
  type Secrets,
  type SettingName,
  type Settings,
  secretsSchema,
} from './settings.ts'

/** A parser gives the text itself when it cannot read it, so that the schema names what is allowed. */
type Parser = (text: string, name: string) => unknown

interface SettingRow {
  readonly setting: SettingName
  readonly parse: Parser
}
interface SecretRow {
  readonly secret: SecretName
  readonly parse: Parser
}

const settingRows: Readonly<Record<string, SettingRow>> = {
  BASE_URL: { setting: 'baseUrl', parse: parseText },
  MAX_FAILURES: { setting: 'maxFailures', parse: parseNumber },
  MAX_RETRIES: { setting: 'maxRetries', parse: parseNumber },
  TEST_MODEL: { setting: 'testModel', parse: parseText },
  // The alias comes first, so that MODEL_SEARCH wins where both are set.
  SEARCH_MODELS: { setting: 'searchModels', parse: parseList },
  MODEL_SEARCH: { setting: 'searchModels', parse: parseList },
  MODEL_ALIASES: { setting: 'modelAliases', parse: parseObject },
  TOOLS_CODE_EXECUTION_ENABLED: { setting: 'codeExecutionEnabled', parse: parseBoolean },
  SHOW_SEARCH_LINK: { setting: 'showSearchLink', parse: parseBoolean },
  SHOW_THINKING_PROCESS: { setting: 'showThinkingProcess', parse: parseBoolean },
  THINKING_FORMAT: { setting: 'thinkingFormat', parse: parseText },
  IMAGE_FORMAT: { setting: 'imageFormat', parse: parseText },
  SAFETY_FILTER: { setting: 'safetyFilter', parse: parseText },
  BLOCKED_PROMPT: { setting: 'blockedPrompt', parse: parseText },
  CREATE_IMAGE_MODEL: { setting: 'createImageModel', parse: parseText },
  UPLOAD_PROVIDER: { setting: 'uploadProvider', parse: parseText },
  IMAGE_RETENTION_DAYS: { setting: 'imageRetentionDays', parse: parseNumber },
  IMAGE_RETENTION_MEGABYTES: { setting: 'imageRetentionMegabytes', parse: parseNumber },
  SMMS_URL: { setting: 'smmsUrl', parse: parseText },
  PICGO_API_URL: { setting: 'picgoUrl', parse: parseText },
  CLOUDFLARE_IMGBED_URL: { setting: 'cloudflareImgbedUrl', parse: parseText },
  CLOUDFLARE_IMGBED_UPLOAD_FOLDER: { setting: 'cloudflareImgbedFolder', parse: parseText },
  TTS_MODEL: { setting: 'speechModel', parse: parseText },
  TRANSCRIPTION_MODEL: { setting: 'transcriptionModel', parse: parseText },
  SPEECH_TRANSLATION_MODEL: { setting: 'speechTranslationModel', parse: parseText },
  CHECK_INTERVAL_HOURS: { setting: 'checkIntervalHours', parse: parseNumber },
  TIME_OUT: { setting: 'firstByteTimeoutSeconds', parse: parseNumber },
  IDLE_TIMEOUT: { setting: 'idleTimeoutSeconds', parse: parseNumber },
  KEEP_ALIVE: { setting: 'keepAliveSeconds', parse: parseNumber },
  INLINE_LIMIT_MEGABYTES: { setting: 'inlineLimitMegabytes', parse: parseNumber },
  PROXIES: { setting: 'proxies', parse: parseList },
  ALLOWED_HOSTS: { setting: 'allowedHosts', parse: parseList },
  ALLOWED_ORIGINS: { setting: 'allowedOrigins', parse: parseList },
  REQUIRE_TOKEN: { setting: 'requireToken', parse: parseBoolean },
}

const secretRows: Readonly<Record<string, SecretRow>> = {
  API_KEYS: { secret: 'apiKeys', parse: parseList },
  ALLOWED_TOKENS: { secret: 'allowedTokens', parse: parseList },
  AUTH_TOKEN: { secret: 'authToken', parse: parseText },
  PAID_KEY: { secret: 'paidKey', parse: parseText },
  VAULT_PASSPHRASE: { secret: 'vaultPassphrase', parse: parseText },
  SMMS_SECRET_TOKEN: { secret: 'smmsSecretToken', parse: parseText },
  PICGO_API_KEY: { secret: 'picgoApiKey', parse: parseText },
  CLOUDFLARE_IMGBED_AUTH_CODE: { secret: 'cloudflareImgbedAuthCode', parse: parseText },
}

type Environment = Readonly<Record<string, string | undefined>>

/** What the environment sets; a name that is absent or blank there is absent here. */
export interface EnvironmentValues {
  readonly settings: Partial<Settings>
  readonly secrets: Partial<Secrets>
}

/**
 * The settings and secrets of an environment. Lists are JSON arrays or texts separated by commas or
 * line ends. Throws SettingError naming the variable and what it may hold; never quotes a secret.
 */
export function readEnvironment(environment: Environment): EnvironmentValues {
  const values: Partial<Record<SettingName, unknown>> = {}
  const names: Partial<Record<SettingName, string>> = {}
  for (const [name, row] of Object.entries(settingRows)) {
    const text = environment[name]
    if (text === undefined || isBlank(text)) continue
    values[row.setting] = row.parse(text, name)
    names[row.setting] = name
  }
  return {
    settings: checkSettings(values, (setting) => names[setting] ?? setting),
    secrets: readSecrets(environment),
  }
}

function readSecrets(environment: Environment): Partial<Secrets> {
  const values: Partial<Record<SecretName, unknown>> = {}
  for (const [name, row] of Object.entries(secretRows)) {
    const text = environment[name]
    if (text !== undefined && !isBlank(text)) values[row.secret] = row.parse(text, name)
  }
  const secrets: Partial<Secrets> = secretsSchema.parse(values)
  if (values.apiKeys === undefined) delete secrets.apiKeys
  if (values.allowedTokens === undefined) delete secrets.allowedTokens
  return secrets
}

/** True for a name that means something in the environment. */
export function isEnvironmentName(name: string): boolean {
  return Object.hasOwn(settingRows, name) || Object.hasOwn(secretRows, name)
}

/** The name a setting has in the environment, if it has one there. */
export function environmentNameOf(setting: SettingName): string | undefined {
  // The last row wins: for search models that is MODEL_SEARCH, the alias comes before it.
  return Object.entries(settingRows).findLast(([, row]) => row.setting === setting)?.[0]
}

/** The name a secret has in the environment. */
export function secretVariableOf(secret: SecretName): string | undefined {
  return Object.entries(secretRows).find(([, row]) => row.secret === secret)?.[0]
}

/** True for a value that counts as not set. `docker run --env-file` hands `NAME=""` over with its quotes. */
export function isBlank(text: string): boolean {
  return /^\s*(?:""|'')?\s*$/.test(text)
}

function parseText(text: string): string {
  return text.trim()
}

function parseNumber(text: string): unknown {
  return /^[+-]?\d+(?:\.\d+)?$/.test(text.trim()) ? Number(text) : text
}

const truths = new Map([
  ...['true', '1', 'yes', 'on'].map((word) => [word, true] as const),
  ...['false', '0', 'no', 'off'].map((word) => [word, false] as const),
])

function parseBoolean(text: string): unknown {
  return truths.get(text.trim().toLowerCase()) ?? text
}

function parseObject(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function parseList(text: string, name: string): string[] {
  const entries = text.trim().startsWith('[') ? jsonTexts(text) : text.split(/[,\r\n]/)
  if (entries === undefined) {
    throw new SettingError(
      `${name} must be a JSON array of texts such as ["first", "second"], or texts separated by commas`,
    )
  }
  return [...new Set(entries.map((entry) => entry.trim()).filter((entry) => entry !== ''))]
}

function jsonTexts(text: string): string[] | undefined {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return undefined
  }
  return Array.isArray(parsed) && parsed.every((entry) => typeof entry === 'string')
    ? parsed
    : undefined
}
