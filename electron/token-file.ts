/** tokens.json in the data folder: names and times of access tokens, never the tokens. */
import { join } from 'node:path'
import { openJsonFile, unreadable } from './json-file.ts'
import { reasonOf } from './shared/file-error.ts'
import type { TokenFile } from './token-store.ts'

/**
 * Opens tokens.json, without creating it; one that is damaged is moved aside. Throws SettingError
 * when the file is there but cannot be read.
 */
export function openTokenFile(dataDir: string): TokenFile & { readonly setAside?: string } {
  const path = join(dataDir, 'tokens.json')
  const { store, setAside } = openJsonFile(dataDir, 'tokens')
  return {
    ...(setAside !== undefined && { setAside }),
    read() {
      try {
        return store.get('tokens')
      } catch (error) {
        throw unreadable(path, error)
      }
    },
    write(tokens) {
      try {
        store.set('tokens', tokens)
      } catch (error) {
        throw new Error(`${path} cannot be written: ${reasonOf(error)}`, { cause: error })
      }
    },
  }
}
