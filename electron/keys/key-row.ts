/** A stored key as a row of the table `keys`, and back; what comes from the file is not trusted. */
import { z } from 'zod'
import type { FailureKind, KeyProject, RestState } from '../shared/key-status.ts'
import type { StoredKey } from './stored-key.ts'

/** The columns in the order of the table; objects and lists are JSON. */
export type KeyRow = Record<(typeof columns)[number], string | number | null>

/** Names of the columns; `id` is the primary key. */
export const columns = [
  'id',
  'added_order',
  'added_at_ms',
  'label',
  'note',
  'tags',
  'enabled',
  'paid',
  'weight',
  'priority',
  'project',
  'failures',
  'resting',
  'models',
  'successes',
  'failed_calls',
  'last_used_at_ms',
  'last_error',
  'day_limits',
] as const

/** The row that keeps a key. */
export function toRow(key: StoredKey): KeyRow {
  const json = (value: unknown) => (value === undefined ? null : JSON.stringify(value))
  return {
    id: key.id,
    added_order: key.order,
    added_at_ms: key.addedAtMs,
    label: key.label,
    note: key.note,
    tags: json(key.tags),
    enabled: Number(key.enabled),
    paid: Number(key.paid),
    weight: key.weight,
    priority: key.priority,
    project: json(key.project),
    failures: key.health.failures,
    resting: json(key.health.resting),
    models: json([...key.health.models]),
    successes: key.totals.successes,
    failed_calls: key.totals.failures,
    last_used_at_ms: key.lastUsedAtMs ?? null,
    last_error: json(key.lastError),
    day_limits: json([...key.dayLimits]),
  }
}

/** The key a row keeps, undefined when the row is not one this program could have written. */
export function fromRow(row: unknown): StoredKey | undefined {
  return rowSchema.safeParse(row).data
}

/** A word of a closed set. A new word in the type is missing here until the compiler is content. */
function oneOf<Word extends string>(words: Readonly<Record<Word, true>>) {
  return z.custom<Word>((value) => typeof value === 'string' && Object.hasOwn(words, value))
}

const failureKind = oneOf<FailureKind>({
  bad_request: true,
  context_too_long: true,
  location: true,
  not_found: true,
  model_not_found: true,
  file_of_other_key: true,
  too_large: true,
  key_invalid: true,
  key_suspended: true,
  key_leaked: true,
  project_denied: true,
  api_disabled: true,
  key_restricted: true,
  credential_refused: true,
  key_refused: true,
  billing_required: true,
  quota_zero: true,
  quota_day: true,
  quota_minute: true,
  quota_tokens: true,
  quota_credits: true,
  quota_unexplained: true,
  double_credentials: true,
  timeout: true,
  overloaded: true,
  not_implemented: true,
  upstream_error: true,
  unreachable: true,
  empty_answer: true,
})

const restState = oneOf<RestState>({
  cooling: true,
  exhausted: true,
  'not-for-this-model': true,
  benched: true,
  invalid: true,
  suspended: true,
})

const source = oneOf<KeyProject['source']>({ set: true, named: true, inferred: true })

const count = z.int().min(0)
const flag = z.literal([0, 1]).transform(Boolean)
const resting = z.object({
  state: restState,
  reason: failureKind,
  sinceMs: z.number(),
  untilMs: z.number().exactOptional(),
  dueMs: z.number().exactOptional(),
})
const modelHealth = z.object({ resting: resting.exactOptional(), backOffStep: count })
// Pairs, because a client may name its model `__proto__`; an object is how earlier versions wrote it.
const models = z.union([
  z.array(z.tuple([z.string(), modelHealth])),
  z.record(z.string(), modelHealth).transform((byName) => Object.entries(byName)),
])
const project = z.object({ id: z.string().min(1), source })
const lastError = z.object({ kind: failureKind, message: z.string(), atMs: z.number() })

function jsonOf<Schema extends z.ZodType>(schema: Schema) {
  return z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text)
      } catch {
        context.addIssue('not JSON')
        return z.NEVER
      }
    })
    .pipe(schema)
}

const rowSchema = z
  .object({
    id: z.string().regex(/^[0-9a-f]{16}$/),
    added_order: count,
    added_at_ms: z.number(),
    label: z.string(),
    note: z.string(),
    tags: jsonOf(z.array(z.string())),
    enabled: flag,
    paid: flag,
    weight: z.number().positive(),
    priority: z.number(),
    project: jsonOf(project).nullable(),
    failures: count,
    resting: jsonOf(resting).nullable(),
    models: jsonOf(models),
    successes: count,
    failed_calls: count,
    last_used_at_ms: z.number().nullable(),
    last_error: jsonOf(lastError).nullable(),
    // Rows of earlier versions have none.
    day_limits: jsonOf(z.array(z.tuple([z.string(), z.number().positive()]))).nullish(),
  } satisfies Record<(typeof columns)[number], z.ZodType>)
  .transform((row): StoredKey => ({
    id: row.id,
    addedAtMs: row.added_at_ms,
    order: row.added_order,
    label: row.label,
    note: row.note,
    tags: row.tags,
    enabled: row.enabled,
    paid: row.paid,
    weight: row.weight,
    priority: row.priority,
    health: {
      failures: row.failures,
      ...(row.resting !== null && { resting: row.resting }),
      models: new Map(row.models),
    },
    totals: { successes: row.successes, failures: row.failed_calls },
    dayLimits: new Map(row.day_limits ?? []),
    project: row.project ?? undefined,
    lastUsedAtMs: row.last_used_at_ms ?? undefined,
    lastError: row.last_error ?? undefined,
  }))
