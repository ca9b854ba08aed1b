/**
 * Which keys belong to one Google project, told from how they fail: keys of one project run out of
 * the same quota at the same moment, every time. Google's newer errors do not name the project.
 */

export interface Kinship {
  /**
   * A key was refused for a quota. Gives the keys that now count as its kin.
   * @param quota Google's quota id with the model it was refused for
   */
  refused(keyId: string, quota: string, nowMs: number): string[]
  /**
   * A key was served although others it was suspected to be kin of are resting for this model:
   * they are not.
   * @param isResting whether another key rests for the model of the call
   */
  served(keyId: string, isResting: (otherId: string) => boolean): void
  forget(keyId: string): void
}

/** Two refusals this close together are one event. */
const TOGETHER_MS = 3000
/** Common refusals without a counter-proof that make two keys kin. */
const PROOFS = 3
/** Refusals remembered per quota; a burst touches few keys, and the rest is noise. */
const MAX_RECENT = 16

/** Starts without any suspicion. */
export function createKinship(): Kinship {
  const recent = new Map<string, { keyId: string; atMs: number }[]>()
  const suspicions = new Map<string, Map<string, number>>()

  const suspect = (a: string, b: string): number => {
    const count = (suspicions.get(a)?.get(b) ?? 0) + 1
    for (const [one, other] of [[a, b] as const, [b, a] as const]) {
      const known = suspicions.get(one) ?? new Map<string, number>()
      known.set(other, count)
      suspicions.set(one, known)
    }
    return count
  }
  const clear = (a: string, b: string) => {
    suspicions.get(a)?.delete(b)
    suspicions.get(b)?.delete(a)
  }

  return {
    refused(keyId, quota, nowMs) {
      const together = (recent.get(quota) ?? []).filter(
        ({ keyId: other, atMs }) => nowMs - atMs <= TOGETHER_MS && other !== keyId,
      )
      recent.set(quota, [...together, { keyId, atMs: nowMs }].slice(-MAX_RECENT))
      return together
        .filter(({ keyId: other }) => suspect(keyId, other) >= PROOFS)
        .map(({ keyId: other }) => other)
    },
    served(keyId, isResting) {
      for (const other of suspicions.get(keyId)?.keys() ?? []) {
        if (isResting(other)) clear(keyId, other)
      }
    },
    forget(keyId) {
      for (const other of suspicions.get(keyId)?.keys() ?? []) clear(keyId, other)
      suspicions.delete(keyId)
    },
  }
}
