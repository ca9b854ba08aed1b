/** Which keys share a Google project, and with it their quota (design §5.3). */
import { withDayLimit } from './day-limits.ts'
import type { Verdict } from '../gemini/error-rules.ts'
import { createKinship, SAME_MS } from './kinship.ts'
import type { KeyProject } from '../shared/key-status.ts'
import type { PooledKey } from './pooled-key.ts'

export interface Projects {
  /** Takes in a key, with the project it has. */
  join(key: PooledKey): void
  leave(key: PooledKey): void
  /** Puts a key into a project; `null` takes it out. What a person has set, others cannot change. */
  assign(key: PooledKey, id: string | null, source: KeyProject['source']): void
  /** Learns from a refusal: Google may name the project and its limits, or keys may fail together. */
  learn(key: PooledKey, verdict: Verdict, model: string | undefined, nowMs: number): void
  /**
   * A key was served, which proves that it is no kin of keys that have nothing left for the model.
   * @param isSpent whether another key was refused for its quota before, for longer than this
   */
  served(
    key: PooledKey,
    model: string | undefined,
    nowMs: number,
    isSpent: (other: PooledKey) => boolean,
  ): void
  /** The keys of the same project, the key itself included. */
  siblings(key: PooledKey): readonly PooledKey[]
}

/** Starts with no project. */
export function createProjects(): Projects {
  const members = new Map<string, Set<PooledKey>>()
  const keys = new Map<string, PooledKey>()
  const kinship = createKinship()
  /** Grows with everything that may change what it means that a key is served. */
  let news = 0

  const addTo = (key: PooledKey) => {
    news += 1
    if (key.project === undefined) return
    const known = members.get(key.project.id) ?? new Set()
    known.add(key)
    members.set(key.project.id, known)
  }
  const takeFrom = (key: PooledKey) => {
    news += 1
    if (key.project === undefined) return
    const known = members.get(key.project.id)
    known?.delete(key)
    if (known?.size === 0) members.delete(key.project.id)
  }
  const assign: Projects['assign'] = (key, id, source) => {
    if (source !== 'set' && key.project?.source === 'set') return
    takeFrom(key)
    key.project = id === null ? undefined : { id, source }
    addTo(key)
  }

  const siblings: Projects['siblings'] = (key) => {
    const known = key.project === undefined ? undefined : members.get(key.project.id)
    return known === undefined ? [key] : [...known]
  }

  return {
    join(key) {
      keys.set(key.id, key)
      addTo(key)
    },
    leave(key) {
      keys.delete(key.id)
      takeFrom(key)
      kinship.forget(key.id)
    },
    assign,
    learn(key, verdict, model, nowMs) {
      news += 1
      if (verdict.project !== undefined) assign(key, verdict.project, 'named')
      key.dayLimits = withDayLimit(key.dayLimits, verdict, model)
      if (verdict.quotaId === undefined || key.project?.source === 'set') return
      const refusal = {
        keyId: key.id,
        model: model ?? '',
        quota: verdict.quotaId,
        atMs: nowMs,
        dueMs: verdict.rest.kind === 'for' ? nowMs + verdict.rest.ms : Number.POSITIVE_INFINITY,
      }
      for (const id of kinship.refused(refusal, keys.size)) {
        const kin = keys.get(id)
        if (kin === undefined) continue
        const project = kin.project?.id ?? key.project?.id ?? `shared by ${kin.masked}`
        for (const one of [kin, key]) {
          if (one.project === undefined) assign(one, project, 'inferred')
        }
      }
    },
    served(key, model, nowMs, isSpent) {
      // Nearly always: a pool of thousands is not looked up in memory that has gone cold.
      const { lastServed: last } = key
      if (last?.news === news && last.model === model && nowMs - last.atMs < SAME_MS) return
      key.lastServed = { model, atMs: nowMs, news }
      kinship.served(key.id, model ?? '', nowMs, (id) => {
        const other = keys.get(id)
        return other !== undefined && isSpent(other)
      })
      if (key.project?.source !== 'inferred') return
      const isError = siblings(key).some((other) => other !== key && isSpent(other))
      if (isError) assign(key, null, 'inferred')
    },
    siblings,
  }
}
