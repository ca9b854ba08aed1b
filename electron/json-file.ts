/**
 * A JSON file of the data folder, kept by conf or, on the desktop, by electron-store, which is conf
 * with Electron's folders; one that is damaged is set aside (design §5.5).
 */
import { existsSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import Conf, { type Options } from 'conf'
import { reasonOf } from './shared/file-error.ts'
import { SettingError } from './shared/settings.ts'

export type JsonObject = Record<string, unknown>

/** What a file is opened with. */
type StoreOptions = Pick<
  Options<JsonObject>,
  'cwd' | 'configName' | 'accessPropertiesByDotNotation' | 'deserialize' | 'serialize'
> & { configName: string }

/** Makes the store of a file. Throws SyntaxError for one that is no JSON object. */
export type OpenStore = (options: StoreOptions) => Conf<JsonObject>

const openConf: OpenStore = (options) => new Conf<JsonObject>(options)

/**
 * Opens `<name>.json` without creating it. A file that is no JSON object is moved aside under a dated
 * name. Throws SettingError when the file is there but cannot be read or moved.
 */
export function openJsonFile(
  dataDir: string,
  name: string,
  open: OpenStore = openConf,
): { store: Conf<JsonObject>; setAside?: string } {
  const path = join(dataDir, `${name}.json`)
  try {
    return { store: openStore(dataDir, name, open) }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw unreadable(path, error)
  }
  const setAside = freeName(dataDir, name)
  try {
    renameSync(path, setAside)
    return { store: openStore(dataDir, name, open), setAside }
  } catch (error) {
    throw unreadable(path, error)
  }
}

function openStore(dataDir: string, name: string, open: OpenStore): Conf<JsonObject> {
  return open({
    cwd: dataDir,
    configName: name,
    accessPropertiesByDotNotation: false,
    deserialize: parseObject,
    serialize: (content) => `${JSON.stringify(content, undefined, 2)}\n`,
  })
}

function parseObject(text: string): JsonObject {
  const parsed: unknown = JSON.parse(text.replace(/^\uFEFF/, ''))
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new SyntaxError('not a JSON object')
  }
  return { ...parsed }
}

/** A dated name nothing has yet; without colons, which Windows forbids. */
function freeName(dataDir: string, file: string): string {
  const date = new Date().toISOString().replaceAll(':', '-')
  for (let attempt = 1; ; attempt += 1) {
    const suffix = attempt === 1 ? '' : `-${attempt}`
    const name = join(dataDir, `${file}.corrupt-${date}${suffix}.json`)
    if (!existsSync(name)) return name
  }
}

/** The error of a file that cannot be read; never quotes what is in it. */
export function unreadable(path: string, error: unknown): SettingError {
  // The parser's own message quotes the file, which may hold what should not reach a log.
  const reason = error instanceof SyntaxError ? 'it is not a JSON object' : reasonOf(error)
  return new SettingError(`${path} cannot be read: ${reason}`, { cause: error })
}
