/**
 * Which keys belong to one Google project, told from how they fail: keys of one project run out of
 * the same quota at the same moment, every time. Google's newer errors do not name the project.
 *
 * Being refused together says the more, the fewer others were refused at the time: when the whole
 * pool is worn out it says nothing. Logarithms of those odds add up until chance is ruled out.
 */

export interface Kinship {
  /**
   * A key was refused for a quota. Gives the keys that now count as its kin.
   * @param keyCount keys there are: the more pairs, the more proof each needs
   */
  refused(refusal: Refusal, keyCount: number): string[]
  /** A key was served. Those for which `isSpent` holds cannot be its kin. */
  served(keyId: string, model: string, nowMs: number, isSpent: (otherId: string) => boolean): void
  forget(keyId: string): void
}

export interface Refusal {
  keyId: string
  model: string
  /** Google's quota id. */
  quota: string
  atMs: number
  /** Until when Google says there is nothing left: a key refused before that may be kin. */
  dueMs: number
}

/** Refusals of the same two keys this close together are one event. */
const EVENT_MS = 3000
/** What is remembered to tell how common refusals are. */
const WINDOW_MS = 60_000
/** Within the window, a key that is served again so soon is no news. */
export const SAME_MS = 5000
/** Refusals compared with a new one; a burst touches few keys, and the rest is noise. */
const MAX_RECENT = 64
/** Models with a memory; clients can ask for any name. */
const MAX_MODELS = 100
/** Odds that one pair of the whole pool is taken for kin by chance. */
const ERROR_ODDS = 0.01

interface Outcome {
  atMs: number
  /** The quota it was refused for, and until when. */
  refusal?: { quota: string; dueMs: number }
}

interface Suspicion {
  /** Logarithm of the odds against chance. */
  proof: number
  lastMs: number
}

/** Starts without any suspicion. */
export function createKinship(): Kinship {
  /** Last outcomes by model and key, the latest last. */
  const outcomes = new Map<string, Map<string, Outcome>>()
  const suspicions = new Map<string, Map<string, Suspicion>>()

  const isKnownServed = (keyId: string, model: string, nowMs: number) => {
    const last = outcomes.get(model)?.get(keyId)
    return last !== undefined && last.refusal === undefined && nowMs - last.atMs < SAME_MS
  }
  const note = (keyId: string, model: string, outcome: Outcome) => {
    const ofModel = outcomes.get(model) ?? new Map<string, Outcome>()
    outcomes.delete(model)
    outcomes.set(model, ofModel)
    const oldest = outcomes.keys().next().value
    if (outcomes.size > MAX_MODELS && oldest !== undefined) outcomes.delete(oldest)
    ofModel.delete(keyId)
    ofModel.set(keyId, outcome)
    for (const [id, { atMs }] of ofModel) {
      if (atMs >= outcome.atMs - WINDOW_MS) break
      ofModel.delete(id)
    }
    return ofModel
  }
  const suspect = (a: string, b: string, evidence: number, nowMs: number): number => {
    const { proof, lastMs } = suspicions.get(a)?.get(b) ?? { proof: 0, lastMs: -Infinity }
    if (nowMs - lastMs <= EVENT_MS) return proof
    const suspicion = { proof: proof + evidence, lastMs: nowMs }
    for (const [one, other] of [[a, b] as const, [b, a] as const]) {
      const known = suspicions.get(one) ?? new Map<string, Suspicion>()
      known.set(other, suspicion)
      suspicions.set(one, known)
    }
    return suspicion.proof
  }
  const clear = (a: string, b: string) => {
    suspicions.get(a)?.delete(b)
    suspicions.get(b)?.delete(a)
  }

  return {
    refused({ keyId, model, quota, atMs, dueMs }, keyCount) {
      const ofModel = note(keyId, model, { atMs, refusal: { quota, dueMs } })
      const refused = [...ofModel].filter(([, { refusal }]) => refusal?.quota === quota)
      const evidence = Math.log(ofModel.size / refused.length)
      const needed = Math.log((keyCount * keyCount) / 2 / ERROR_ODDS)
      return refused
        .slice(-MAX_RECENT)
        .filter(([other, { refusal }]) => other !== keyId && (refusal?.dueMs ?? 0) >= atMs)
        .filter(([other]) => suspect(keyId, other, evidence, atMs) >= needed)
        .map(([other]) => other)
    },
    served(keyId, model, nowMs, isSpent) {
      if (!isKnownServed(keyId, model, nowMs)) note(keyId, model, { atMs: nowMs })
      for (const other of suspicions.get(keyId)?.keys() ?? []) {
        if (isSpent(other)) clear(keyId, other)
      }
    },
    forget(keyId) {
      for (const other of suspicions.get(keyId)?.keys() ?? []) clear(keyId, other)
      suspicions.delete(keyId)
    },
  }
}
