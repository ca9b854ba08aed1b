/** One settings object out of flags, environment, settings file and defaults (design §5.1). */
import { environmentNameOf } from './environment.ts'
import { isLoopbackHost } from './loopback.ts'
import { checkSettings, settingNames, settingsSchema } from './settings.ts'
import type { SettingName, Settings } from './settings.ts'

/** Where the value of a setting came from. */
export type SettingSource = 'flag' | 'environment' | 'file' | 'default'

/** What each source says; names that are no setting are ignored. */
export interface SettingLayers {
  readonly flags: Partial<Settings>
  readonly environment: Partial<Settings>
  /** The content of settings.json, unchecked. */
  readonly file: Readonly<Record<string, unknown>>
}

export interface ResolvedSettings {
  readonly settings: Settings
  readonly sources: Readonly<Record<SettingName, SettingSource>>
}

/**
 * The settings in force: a flag goes before the environment, that before the file, that before the
 * default. Throws SettingError naming the first invalid value and its source, even where a stronger
 * source hides that value.
 */
export function resolveSettings(layers: SettingLayers): ResolvedSettings {
  const file = checkSettings(layers.file, labelInFile)
  const environment = checkSettings(
    layers.environment,
    (name) => `environment: ${environmentNameOf(name) ?? name}`,
  )
  const flags = checkSettings(layers.flags, (name) => `--${name}`)
  const sourceOf = (name: SettingName): SettingSource => {
    if (name in flags) return 'flag'
    if (name in environment) return 'environment'
    return name in file ? 'file' : 'default'
  }
  return {
    settings: { ...settingsSchema.parse({}), ...file, ...environment, ...flags },
    sources: sourcesOf(sourceOf),
  }
}

/** How a setting of the file is called. */
export const labelInFile = (name: SettingName): string => `settings.json: "${name}"`

function sourcesOf(
  sourceOf: (name: SettingName) => SettingSource,
): Record<SettingName, SettingSource> {
  const sources: Partial<Record<SettingName, SettingSource>> = {}
  for (const name of settingNames) sources[name] = sourceOf(name)
  return sources as Record<SettingName, SettingSource>
}

/**
 * Why the service may not listen where the settings say, or undefined when it may: other machines
 * can reach anything but loopback, so that needs tokens switched on and at least one (design §2.7).
 */
export function checkExposure(
  settings: Pick<Settings, 'host' | 'requireToken'>,
  hasToken: boolean,
): string | undefined {
  if (isLoopbackHost(settings.host)) return undefined
  const reach = `Other machines can reach ${settings.host}, so`
  if (!settings.requireToken) {
    return `${reach} requireToken must be true; or listen on 127.0.0.1`
  }
  if (!hasToken) {
    return `${reach} an access token is needed: set ALLOWED_TOKENS or AUTH_TOKEN; or listen on 127.0.0.1`
  }
  return undefined
}
