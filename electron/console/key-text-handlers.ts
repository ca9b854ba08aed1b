/** Answers the calls in which keys are text: pasted, exported, taken over from the predecessor. */
import type { Keyring } from '../keys/keyring.ts'
import type { KeyPool } from '../keys/pool.ts'
import type { FoundKey, KeyCandidate } from '../keys/text/candidate.ts'
import type { PredecessorImport } from '../keys/text/predecessor-values.ts'
import type { HostSecrets } from '../host-secrets.ts'
import type { SettingsStore } from '../settings-store.ts'
import type { ActionArgument, Handlers } from '../shared/contract.ts'
import type { Imported, KeysAdded, ListedKey } from '../shared/contract/keys.ts'
import { hostSecretNames } from '../shared/host-secret.ts'
import { isSettingName, SettingError } from '../shared/settings.ts'
import type { TokenStore } from '../token-store.ts'
import { CallFailed } from './call-failed.ts'

export interface KeyTextHandlerParts {
  pool: KeyPool
  keyring: Keyring
  tokens: TokenStore
  settings: SettingsStore
  hostSecrets: Pick<HostSecrets, 'set'>
  /** What may be shown of a key. */
  viewOf(id: string): ListedKey | undefined
  nowMs(): number
  /** Notes in the service's log that secrets were shown; without them. */
  noteReveal(what: string): void
}

type KeyTextActions = 'keys.preview' | 'keys.add' | 'keys.export' | 'keys.import'

/** Handlers that read and write texts; the code for it is loaded when the first one comes. */
export function createKeyTextHandlers(parts: KeyTextHandlerParts): Handlers<KeyTextActions> {
  return {
    'keys.preview': async ({ text }) => preview(await candidatesIn(text), parts),
    'keys.add': async ({ text, paid }) => {
      const candidates = await candidatesIn(text)
      return addKeys(candidates, paid === true, parts)
    },
    'keys.export': (argument) => exportText(argument, parts),
    'keys.import': async (argument) => takeOver(await readPredecessor(argument), parts),
  }
}

async function candidatesIn(text: string): Promise<readonly KeyCandidate[]> {
  const { findKeys } = await import('../keys/text/find-keys.ts')
  const found = findKeys(text)
  if (found.kind === 'found') return found.candidates
  throw tooLong(found.maxLength)
}

function tooLong(maxLength: number): CallFailed {
  return new CallFailed('invalid_input', `text: longer than ${maxLength} characters`)
}

async function preview(candidates: readonly KeyCandidate[], { pool }: KeyTextHandlerParts) {
  const { previewKeys } = await import('../keys/text/preview-keys.ts')
  return previewKeys(candidates, (id) => pool.get(id) !== undefined)
}

async function addKeys(
  candidates: readonly KeyCandidate[],
  paid: boolean,
  parts: KeyTextHandlerParts,
): Promise<KeysAdded> {
  const before = await preview(candidates, parts)
  const keys = candidates.filter((candidate): candidate is FoundKey => {
    return candidate.kind === 'key' && !candidate.repeated
  })
  const { added, stored } = await parts.keyring.add(
    keys.map((key) => ({
      secret: key.secret,
      traits: { label: key.label, ...((paid || key.paid) && { paid: true }) },
    })),
  )
  return { ...before, added: added.flatMap(({ id }) => parts.viewOf(id) ?? []), stored }
}

const endings = { text: 'txt', json: 'json', csv: 'csv', env: 'env' } as const

async function exportText(
  { format, ids, reveal }: ActionArgument<'keys.export'>,
  { pool, nowMs, noteReveal }: KeyTextHandlerParts,
) {
  const { exportKeys } = await import('../keys/text/export-keys.ts')
  const wanted = ids ?? pool.ids()
  const keys = wanted.flatMap((id) => pool.get(id) ?? [])
  if (keys.length === 0) throw new CallFailed('not_found', 'There are no keys to export')
  if (reveal) noteReveal(`${keys.length} keys, in an export`)
  const date = new Date(nowMs()).toISOString().slice(0, 10)
  return {
    text: exportKeys(keys, format, { reveal }),
    filename: `gemini-keys${reveal ? '' : '-masked'}-${date}.${endings[format]}`,
  }
}

async function readPredecessor(argument: ActionArgument<'keys.import'>) {
  if (argument.kind === 'env') {
    const { readPredecessorEnv } = await import('../keys/text/predecessor-env.ts')
    const read = readPredecessorEnv(argument.text)
    if (read.kind === 'read') return read
    throw tooLong(read.maxLength)
  }
  const { readPredecessorDatabase } = await import('../keys/text/predecessor-database.ts')
  const read = readPredecessorDatabase(Buffer.from(argument.base64, 'base64'))
  if (read.kind === 'read') return read
  throw new CallFailed('invalid_input', `base64: ${refusals[read.reason]}`, { reason: read.reason })
}

const refusals = {
  'not-a-database': 'this is not an SQLite database',
  damaged: 'the database is damaged',
  'no-settings': 'this is not a database of gemini-balance',
} as const

async function takeOver(found: PredecessorImport, parts: KeyTextHandlerParts): Promise<Imported> {
  const added = await addKeys(found.candidates, false, parts)
  const settings = takeOverSettings(found.settings, parts.settings)
  const secrets = await takeOverSecrets(found.hostSecrets, parts.hostSecrets)
  return {
    ...added,
    settings: [...settings.taken, ...secrets.taken],
    tokens: await adoptTokens(found, parts.tokens),
    ignored: found.ignored,
    invalid: [...found.invalid, ...settings.refused, ...secrets.refused],
  }
}

async function takeOverSecrets(
  found: PredecessorImport['hostSecrets'],
  secrets: KeyTextHandlerParts['hostSecrets'],
) {
  const taken: string[] = []
  const refused: { name: string; message: string }[] = []
  for (const name of hostSecretNames) {
    const secret = found[name]
    if (secret === undefined) continue
    try {
      await secrets.set(name, secret)
      taken.push(name)
    } catch (error) {
      if (!(error instanceof SettingError)) throw error
      refused.push({ name, message: error.message })
    }
  }
  return { taken, refused }
}

/** One by one: a setting that a flag holds fast must not keep the others out. */
function takeOverSettings(values: PredecessorImport['settings'], store: SettingsStore) {
  const taken: string[] = []
  const refused: { name: string; message: string }[] = []
  for (const [name, value] of Object.entries(values)) {
    if (!isSettingName(name)) continue
    try {
      store.update({ [name]: value })
      taken.push(name)
    } catch (error) {
      if (!(error instanceof SettingError)) throw error
      refused.push({ name, message: error.message })
    }
  }
  return { taken, refused }
}

/** The administrator's token let clients in as well; here it lets in nobody else. */
async function adoptTokens(
  { accessTokens, adminToken }: PredecessorImport,
  store: TokenStore,
): Promise<number> {
  let count = 0
  for (const secret of new Set([
    ...accessTokens,
    ...(adminToken === undefined ? [] : [adminToken]),
  ])) {
    if (await store.adopt('Taken over from gemini-balance', secret)) count += 1
  }
  return count
}
