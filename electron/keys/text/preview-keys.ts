/** What would become of what was found in a text, without a secret in it. */
import type { KeyPreview, PreviewRow } from '../../shared/contract/keys.ts'
import { maskSecret } from '../../shared/redact.ts'
import { keyId } from '../pooled-key.ts'
import type { KeyCandidate } from './candidate.ts'

/**
 * One row for each candidate, and how many there are of each outcome.
 * @param isKnown whether the pool has a key with this id
 */
export function previewKeys(
  candidates: readonly KeyCandidate[],
  isKnown: (id: string) => boolean,
): KeyPreview {
  const counts = { new: 0, known: 0, repeated: 0, refused: 0 }
  const rows = candidates.map((candidate) => {
    const row = rowOf(candidate, isKnown)
    counts[row.outcome] += 1
    return row
  })
  return { rows, counts }
}

function rowOf(candidate: KeyCandidate, isKnown: (id: string) => boolean): PreviewRow {
  const { label, paid, line } = candidate
  if (candidate.kind === 'refused') {
    const { masked, reason } = candidate
    return { masked, label, paid, line, outcome: 'refused', reason }
  }
  const { secret, repeated } = candidate
  const other = repeated ? 'repeated' : 'new'
  const outcome = isKnown(keyId(secret)) ? 'known' : other
  return { masked: maskSecret(secret), label, paid, line, outcome }
}
