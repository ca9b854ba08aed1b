/** What a failure means to a pool that knows more than the one answer tells. */
import { lacksModel } from '../gemini/error.ts'
import type { Verdict } from '../gemini/error-rules.ts'
import type { KeyPool } from '../keys/pool.ts'
import { estimatedInputTokens } from './input-size.ts'

export interface FailedCall {
  keyId: string
  model: string | undefined
  body: string | Buffer | undefined
}

/**
 * Judges again. A model that other keys list is only this key's lack, so another is asked. A
 * request that no minute's quota can hold is its own fault: keys like this one are left alone, and
 * only paid ones, which have larger quotas, may still be asked.
 */
export function lookAgain(
  verdict: Verdict,
  { keyId, model, body }: FailedCall,
  pool: Pick<KeyPool, 'get' | 'isListedElsewhere'>,
): Verdict {
  const { kind, message, quotaLimit } = verdict
  if (kind === 'model_not_found' && model !== undefined) {
    return pool.isListedElsewhere(keyId, model) ? lacksModel(undefined, message) : verdict
  }
  if (kind !== 'quota_tokens' || quotaLimit === undefined) return verdict
  const tokens = estimatedInputTokens(body)
  if (tokens <= quotaLimit) return verdict
  const retry = pool.get(keyId)?.paid === true ? 'never' : 'elsewhere'
  return tooLarge(verdict, retry, { tokens, quotaLimit, model })
}

/** Whether only paid keys may be asked after this. */
export function needsPaidKey({ kind, blame }: Verdict): boolean {
  return kind === 'quota_tokens' && blame === 'request'
}

/** As a 429, because clients know it from OpenAI so; without a time, because waiting is no help. */
function tooLarge(
  { kind, status, type, code, param }: Verdict,
  retry: Verdict['retry'],
  { tokens, quotaLimit, model }: { tokens: number; quotaLimit: number; model: string | undefined },
): Verdict {
  return {
    kind,
    blame: 'request',
    scope: 'request',
    retry,
    rest: { kind: 'none' },
    status,
    type,
    code,
    param,
    message: `The request has about ${tokens} input tokens, more than the ${quotaLimit} that Google allows a key per minute for ${model ?? 'this model'}. No wait will help; make it smaller or use a paid key.`,
  }
}
