/** The pool beside a model of it that scans a list, under whatever may happen to it. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { classify } from '../gemini/error.ts'
import type { Lease } from './lease.ts'
import { restingNow } from './policy.ts'
import { createKeyPool, type KeyPool, type KeyPoolSettings } from './pool.ts'
import { keyId } from './pooled-key.ts'

const MODELS = ['gemini-3.8-flash', 'gemini-3.1-pro'] as const
const quota = (quotaId: string) =>
  classify(429, { details: [{ violations: [{ quotaId }] }, { retryDelay: '30s' }] })
const verdicts = [
  quota('GenerateRequestsPerMinutePerProjectPerModel'),
  quota('GenerateRequestsPerDayPerProjectPerModel'),
  quota('GenerateContentInputTokensPerModelPerMinute'),
  classify(429, { message: 'limit: 0' }),
  classify(429, { message: 'Resource has been exhausted (e.g. check quota).' }),
  classify(400, { message: 'API key not valid.' }),
  classify(401, { status: 'UNAUTHENTICATED', message: 'no' }),
  classify(403, { status: 'PERMISSION_DENIED', message: 'no' }),
  classify(403, { details: [{ reason: 'CONSUMER_SUSPENDED' }] }),
  classify(500, { message: 'internal' }),
  classify(503, { message: 'The model is overloaded.' }),
]

const key = fc.nat(7).map((index) => `property-key-${index}`)
const step = fc.oneof(
  fc.record({ do: fc.constant('add' as const), key, paid: fc.boolean() }),
  fc.record({ do: fc.constant('remove' as const), key }),
  fc.record({ do: fc.constant('reset' as const), key }),
  fc.record({
    do: fc.constant('update' as const),
    key,
    change: fc.record(
      {
        enabled: fc.boolean(),
        weight: fc.constantFrom(1, 2, 5),
        priority: fc.nat(3),
        project: fc.constantFrom('mine', 'yours', null),
      },
      { requiredKeys: [] },
    ),
  }),
  fc.record({ do: fc.constant('acquire' as const), model: fc.nat(1), excluded: fc.array(key) }),
  fc.record({ do: fc.constant('succeed' as const), lease: fc.nat() }),
  fc.record({ do: fc.constant('cancel' as const), lease: fc.nat() }),
  fc.record({ do: fc.constant('fail' as const), lease: fc.nat(), verdict: fc.nat(10) }),
  fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(10, 3000, 31_000, 4e6, 9e7) }),
  fc.record({
    do: fc.constant('strategy' as const),
    to: fc.constantFrom('balanced' as const, 'round-robin' as const, 'fill-first' as const),
  }),
)

type Step = typeof step extends fc.Arbitrary<infer One> ? One : never

interface Play {
  pool: KeyPool
  settings: KeyPoolSettings
  nowMs: number
  open: Lease[]
}

/** Ids of the keys that a plain look at the list says are ready. */
function readyByScan({ pool, nowMs }: Play, model: string, exclude: ReadonlySet<string>) {
  return pool.list().flatMap(({ id }) => {
    const one = pool.get(id)
    const isReady =
      one?.enabled === true && !one.paid && restingNow(one.health, model, nowMs) === undefined
    return isReady && !exclude.has(id) ? id : []
  })
}

function acquire(play: Play, model: string, exclude: ReadonlySet<string>): void {
  const { pool, nowMs } = play
  const ready = readyByScan(play, model, exclude)
  const acquired = pool.acquire({ model, exclude })
  if (acquired.kind === 'none') {
    if (acquired.hold === undefined) expect(ready).toEqual([])
    return
  }
  const { lease } = acquired
  play.open.push(lease)
  const chosen = pool.get(lease.keyId)
  if (chosen === undefined) throw new Error('a key was leased that is not there')
  expect(chosen.enabled && !chosen.paid && !exclude.has(chosen.id)).toBe(true)
  // Within the margin a key serves only where nobody else can, and never before Google allows it.
  if (ready.length > 0) expect(ready).toContain(chosen.id)
  const rest = restingNow(chosen.health, model, nowMs)
  if (rest !== undefined) expect(rest.dueMs).toBeLessThanOrEqual(nowMs)
}

function end({ open }: Play, index: number, how: (lease: Lease) => void): void {
  const [lease] = open.splice(index % Math.max(1, open.length), 1)
  if (lease !== undefined) how(lease)
}

function perform(play: Play, action: Step): void {
  const { pool, settings } = play
  switch (action.do) {
    case 'add':
      pool.add([action.key], { paid: action.paid })
      break
    case 'remove':
      pool.remove(keyId(action.key))
      break
    case 'reset':
      pool.reset(keyId(action.key))
      break
    case 'update':
      pool.update(keyId(action.key), action.change)
      break
    case 'acquire':
      acquire(play, MODELS[action.model] ?? MODELS[0], new Set(action.excluded.map(keyId)))
      break
    case 'succeed':
      end(play, action.lease, (lease) => lease.succeed())
      break
    case 'cancel':
      end(play, action.lease, (lease) => lease.cancel())
      break
    case 'fail':
      end(play, action.lease, (lease) => lease.fail(verdicts[action.verdict]!))
      break
    case 'wait':
      play.nowMs += action.ms
      break
    case 'strategy':
      settings.keyStrategy = action.to
      break
  }
}

describe('the pool, whatever happens', () => {
  it('leases only what may serve, leaves none aside that could, and counts calls under way', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 40, maxLength: 160 }), (steps) => {
        const settings: KeyPoolSettings = {
          maxFailures: 3,
          keyStrategy: 'balanced',
          paidKeyUse: 'images',
        }
        const pool = createKeyPool({
          nowMs: () => play.nowMs,
          chance: () => 0.5,
          settings: () => settings,
        })
        const play: Play = { pool, settings, nowMs: 1_790_000_000_000, open: [] }
        for (const action of steps) perform(play, action)
        const removed = new Set(
          steps.flatMap((action) => (action.do === 'remove' ? keyId(action.key) : [])),
        )
        for (const { id, inFlight } of pool.list()) {
          if (removed.has(id)) continue
          expect(inFlight).toBe(play.open.filter((lease) => lease.keyId === id).length)
        }
      }),
      { numRuns: 300 },
    )
  })
})
