/** Calls about keys. No answer and no event holds a secret but those of `reveal` and `export`. */
import { z } from 'zod'
import type { FailureKind, KeyStatus } from '../key-status.ts'
import { takes } from './action.ts'

const id = z.string().min(1).max(64)
/** Keys one call may name; more than any pool holds. */
const ids = z.array(id).min(1).max(20_000)
/** Text a person may paste; 5 million characters are 100,000 keys. */
const pasted = z.string().min(1).max(5_000_000)
const shortText = z.string().trim().max(200)

const keyChange = z.strictObject({
  label: shortText.exactOptional(),
  note: z.string().max(2000).exactOptional(),
  tags: z.array(shortText.min(1)).max(20).exactOptional(),
  enabled: z.boolean().exactOptional(),
  paid: z.boolean().exactOptional(),
  weight: z.number().min(0.01).max(100).exactOptional(),
  priority: z.int().min(-1000).max(1000).exactOptional(),
  /** Null lets the pool find the project out by itself. */
  project: shortText.min(1).nullable().exactOptional(),
})

/**
 * Where a key comes from. One of the environment or the demo comes back at the next start, one of
 * the session does not.
 */
export type KeySource = 'environment' | 'demo' | 'keychain' | 'file' | 'session'

export interface ListedKey extends KeyStatus {
  source: KeySource
}

export interface KeyTally {
  ready: number
  total: number
}

/** Why something in a text is not taken as a key; the interface words it. */
export type RefusalReason =
  /** Part of a key: its end is missing. */
  | 'truncated'
  /** More than a key: something is stuck to it. */
  | 'too-long'
  /** The example of some manual: `your-api-key`, `AIzaSyXXXX`. */
  | 'placeholder'
  /** Shown in part only: `AIza…x4f2`. */
  | 'masked'
  /** In a line that is commented out. */
  | 'commented-out'
  /** A Google sign-in's token, which ends within the hour. */
  | 'oauth-token'
  /** An access token of this service. */
  | 'own-token'
  | 'other-service'
  /** For Vertex, which this service does not speak. */
  | 'vertex-key'
  /** Declared to be a key, but of no shape that a key has. */
  | 'unrecognised'

/** What became, or would become, of one thing in a pasted text that looks like a key. */
export interface PreviewRow {
  masked: string
  label: string
  paid: boolean
  outcome: 'new' | 'known' | 'repeated' | 'refused'
  /** Why it was refused. */
  reason?: RefusalReason
  /** Line of the text, from 1. */
  line: number
}

export interface KeyPreview {
  rows: PreviewRow[]
  counts: Record<PreviewRow['outcome'], number>
}

export interface KeysAdded extends KeyPreview {
  added: ListedKey[]
  /** Where the secrets are now; `session` is gone when the service ends. */
  stored: 'keychain' | 'file' | 'session'
}

export interface KeysDeleted {
  deleted: number
  /** Names the deletion for `undoDelete`. */
  undo: string
  /** How many of them the next start brings back, because the environment names them. */
  returning: number
}

/** What other settings an imported file of the predecessor holds. */
export interface Imported extends KeysAdded {
  /** Names of settings that were taken over. */
  settings: string[]
  /** How many access tokens were taken over. */
  tokens: number
  /** Names found in the file that mean nothing here. */
  ignored: string[]
  /** Names whose value could not be taken over, each with a sentence that says why. */
  invalid: { name: string; message: string }[]
}

/** How far a verification has come. */
export interface Verification {
  job: string
  total: number
  done: number
  /** Ids of keys by what was found; `unreachable` says nothing about a key. */
  fine: string[]
  failed: { id: string; kind: FailureKind; message: string }[]
  unreachable: string[]
  state: 'running' | 'finished' | 'cancelled' | 'throttled'
}

export const keyActions = {
  'keys.list': takes(z.strictObject({})).gives<{ keys: ListedKey[]; tally: KeyTally }>(),
  'keys.preview': takes(z.strictObject({ text: pasted })).gives<KeyPreview>(),
  'keys.add': takes(
    z.strictObject({ text: pasted, paid: z.boolean().optional() }),
  ).gives<KeysAdded>(),
  'keys.update': takes(z.strictObject({ ids, change: keyChange })).gives<{ updated: number }>(),
  /** Takes secrets out of where they are stored; as long as the service runs it can be undone. */
  'keys.delete': takes(z.strictObject({ ids })).gives<KeysDeleted>(),
  'keys.undoDelete': takes(z.strictObject({ undo: id })).gives<{ restored: number }>(),
  /** Without `ids` all keys; progress comes as `keys.verification`. */
  'keys.verify': takes(z.strictObject({ ids: ids.optional() })).gives<{
    job: string
    total: number
  }>(),
  'keys.cancelVerify': takes(z.strictObject({ job: id })).gives<{ cancelled: boolean }>(),
  /** Forgets what was held against keys; without `ids` against all. */
  'keys.reset': takes(z.strictObject({ ids: ids.optional() })).gives<{ reset: number }>(),
  'keys.reveal': takes(z.strictObject({ id })).gives<{ secret: string }>(),
  'keys.export': takes(
    z.strictObject({
      format: z.enum(['text', 'json', 'csv', 'env']),
      ids: ids.optional(),
      /** True puts whole secrets into the file; false masks them. */
      reveal: z.boolean(),
    }),
  ).gives<{ text: string; filename: string }>(),
  /** Takes over a predecessor's `.env`, or its SQLite file in base64. */
  'keys.import': takes(
    z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('env'), text: pasted }),
      z.strictObject({ kind: z.literal('database'), base64: z.base64().max(70_000_000) }),
    ]),
  ).gives<Imported>(),
}

export interface KeyEvents {
  'keys.changed': { changed: ListedKey[]; removed: string[]; tally: KeyTally }
  'keys.verification': Verification
}
