/** What the name of a setting says about the value behind it: `PAID_KEY=…`. */
import type { Find } from './candidate.ts'
import { startsLikeGoogleKey } from './key-shape.ts'
import { isCommonName, labelOf, saysPaid } from './label.ts'

const OTHER_SECRETS = /TOKEN|PASSW|AUTH|SECRET|ACCESS_KEY/

/** The finds behind a name as it makes them: paid, for Vertex, or none of ours. */
export function underName(name: string, finds: readonly Find[]): Find[] {
  const upper = name.toUpperCase()
  if (/(?:^|_)VERTEX/.test(upper)) {
    return finds.map((find) => (find.shape === 'key' ? { ...find, shape: 'vertex-key' } : find))
  }
  const paid = saysPaid(name)
  const label = isCommonName(name) ? '' : labelOf(name)
  return finds
    .filter(({ shape, secret }) => {
      return !OTHER_SECRETS.test(upper) || (shape === 'key' && startsLikeGoogleKey(secret))
    })
    .map((find) => ({ ...find, paid: find.paid || paid, label: find.label || label }))
}
