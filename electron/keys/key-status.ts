/** What a person sees of a key: no secret, and one sentence on what is the matter with it. */
import type {
  FailureKind,
  KeyState,
  KeyStatus,
  ModelStatus,
  RestState,
} from '../shared/key-status.ts'
import { type Resting, restingNow } from './policy.ts'
import type { PooledKey } from './pooled-key.ts'

/** Everything that may be shown of a key. */
export function statusOf(key: PooledKey, nowMs: number): KeyStatus {
  const rest = restingNow(key.health, undefined, nowMs)
  const state: KeyState = key.enabled ? (rest?.state ?? 'ready') : 'disabled'
  const models = modelsAtRest(key, nowMs)
  return {
    id: key.id,
    masked: key.masked,
    addedAtMs: key.addedAtMs,
    label: key.label,
    note: key.note,
    tags: key.tags,
    enabled: key.enabled,
    paid: key.paid,
    weight: key.weight,
    priority: key.priority,
    ...(key.project !== undefined && { project: key.project }),
    state,
    ready: state === 'ready',
    ...(rest !== undefined && { reason: rest.reason }),
    ...(rest?.untilMs !== undefined && { untilMs: rest.untilMs }),
    sentence: sentenceOf(state, rest, models),
    models,
    ...(key.dayLimits.size > 0 && { dayLimits: Object.fromEntries(key.dayLimits) }),
    failures: key.health.failures,
    totals: { ...key.totals },
    inFlight: key.inFlight,
    ...(key.lastUsedAtMs !== undefined && { lastUsedAtMs: key.lastUsedAtMs }),
    ...(key.lastError !== undefined && { lastError: key.lastError }),
  }
}

function modelsAtRest(key: PooledKey, nowMs: number): ModelStatus[] {
  return [...key.health.models].flatMap(([model, { resting }]) => {
    const isNow = resting?.untilMs === undefined || resting.untilMs > nowMs
    if (resting === undefined || !isNow) return []
    const { state, reason, untilMs } = resting
    return { model, state, reason, ...(untilMs !== undefined && { untilMs }) }
  })
}

const finalSentences: Partial<Record<FailureKind, string>> = {
  key_invalid: 'Google does not know this key, or it has expired. Replace it.',
  key_suspended: 'Google has suspended the project of this key.',
  key_leaked: 'Google blocked this key because it was published somewhere. Make a new one.',
  project_denied: 'Google has denied the project of this key access to Gemini.',
  api_disabled: 'The Gemini API is not enabled in the project of this key.',
  key_restricted: 'This key is restricted to certain websites, apps or addresses.',
  credential_refused: 'Google refuses this key. Check that it is complete, or make a new one.',
}

/** Where the reason says more than the state. */
const reasonSentences: Partial<Record<FailureKind, string>> = {
  ...finalSentences,
  quota_minute: 'Used up its quota of requests per minute.',
  quota_tokens: 'Used up its quota of tokens per minute.',
  quota_unexplained: 'Google says that its quota is used up, not which one.',
  quota_credits: 'The prepaid credit of its project is used up.',
  billing_required: 'Needs a project with billing for this model.',
  model_not_found: 'Does not have this model.',
  key_refused: 'Google refused it without saying why.',
}

const restSentences: Record<RestState, string> = {
  cooling: 'Rests after a failure',
  exhausted: 'Used up its quota for today',
  'not-for-this-model': 'Has no quota for this model',
  benched: 'Failed several times in a row without a reason',
  invalid: 'Cannot be used',
  suspended: 'Suspended by Google',
}

function sentenceOf(
  state: KeyState,
  rest: Resting | undefined,
  models: readonly ModelStatus[],
): string {
  if (state === 'disabled') return 'Switched off by you.'
  if (rest === undefined || state === 'ready') return readySentence(models)
  const sentence = reasonSentences[rest.reason] ?? `${restSentences[state]}.`
  if (rest.untilMs === undefined) return sentence
  return `${sentence} Back at ${new Date(rest.untilMs).toISOString()}.`
}

function readySentence(models: readonly ModelStatus[]): string {
  if (models.length === 0) return 'Ready.'
  return `Ready, but not for ${models.map(({ model }) => model).join(', ')}.`
}
