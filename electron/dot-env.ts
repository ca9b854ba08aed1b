/** The .env file beside the service (design §5.1). */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'dotenv'
import { isBlank } from './shared/environment.ts'
import { reasonOf } from './shared/file-error.ts'
import { SettingError } from './shared/settings.ts'

/**
 * The names and values of `.env` in a folder; none where there is no such file. Neither prints nor
 * touches process.env. Throws SettingError for a file that is there but cannot be read.
 */
export function readDotEnv(folder: string): Record<string, string> {
  const path = join(folder, '.env')
  try {
    return parse(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {}
    throw new SettingError(`${path} cannot be read: ${reasonOf(error)}`, { cause: error })
  }
}

/** Both together: the real environment goes before .env, unless its value is blank, thus not set. */
export function mergeEnvironments(
  real: Readonly<Record<string, string | undefined>>,
  dotEnv: Readonly<Record<string, string>>,
): Record<string, string | undefined> {
  const set = Object.entries(real).filter(([, text]) => text !== undefined && !isBlank(text))
  return { ...dotEnv, ...Object.fromEntries(set) }
}
