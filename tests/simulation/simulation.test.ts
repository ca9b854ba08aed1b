/**
 * A day of Google, played in seconds: 50,000 requests over 200 keys of 40 projects, with quotas per
 * minute and day, mistyped and suspended keys, overloads and an address that is throttled.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keyId } from '../../electron/keys/pooled-key.ts'
import { fromStored, toStored } from '../../electron/keys/stored-key.ts'
import { createChance } from './chance.ts'
import { dayMs, dayStartMs, keys, paidSecrets } from './day.ts'
import { createGoogle } from './google.ts'
import { createLedger, type Figures } from './ledger.ts'
import { startPredecessor } from './predecessor.ts'
import { type Service, startService, type World } from './service.ts'
import { createTrace, type Request } from './trace.ts'
import { createVirtualTime } from './virtual-time.ts'

const SEED = 20_260_715
const TIMEOUT_MS = 120_000
const secrets = keys.map(({ secret }) => secret)
const trace = createTrace(SEED)

function newWorld(): World {
  const time = createVirtualTime(dayStartMs)
  const google = createGoogle(SEED)
  const ledger = createLedger(google, () => time.nowMs())
  return { time, google, ledger, chance: createChance(SEED + 1) }
}

async function play(
  { time, ledger }: World,
  serve: (request: Request) => Promise<void>,
): Promise<Figures> {
  for (const request of trace) time.after(request.atMs - dayStartMs, () => void serve(request))
  await time.run()
  return ledger.figures()
}

function stocked(world: World, life: AbortSignal): Service {
  const service = startService(world, life)
  service.pool.add(secrets)
  service.pool.add(paidSecrets, { paid: true })
  return service
}

/** The next life of a service that was killed: what was stored of its keys, and nothing else. */
function revived(world: World, before: Service, life: AbortSignal): Service {
  const service = startService(world, life)
  for (const secret of [...secrets, ...paidSecrets]) {
    const key = before.pool.get(keyId(secret))
    if (key === undefined) throw new Error('A key was lost before the kill')
    service.pool.put(fromStored(structuredClone(toStored(key)), secret))
  }
  return service
}

describe('24 hours, 50,000 requests, 200 keys in 40 projects', () => {
  let ours: Figures
  let predecessor: Figures

  beforeAll(async () => {
    const world = newWorld()
    ours = await play(world, stocked(world, new AbortController().signal).serve)
    const old = newWorld()
    predecessor = await play(old, startPredecessor(secrets, old).serve)
  }, TIMEOUT_MS)

  afterAll(() => {
    process.stdout.write(table({ 'this pool': ours, 'round-robin, MAX_FAILURES=3': predecessor }))
  })

  it('fails no request that any key could have served', () => {
    expect(ours.avoidable).toBe(0)
    expect(ours.served).toBeGreaterThan(predecessor.served)
  })

  it('has less than 1 % of all calls declined, the time of the throttle aside', () => {
    expect(declinedShare(ours)).toBeLessThan(0.01)
    expect(declinedShare(ours)).toBeLessThan(declinedShare(predecessor) / 10)
  })

  it('asks a dead key once or twice, not again and again', () => {
    expect(ours.onDeadKeys).toBeLessThan(30)
    expect(ours.inThrottle).toBeLessThan(predecessor.inThrottle / 10)
  })

  it('never calls a good key bad', () => {
    expect(ours.defamed).toBe(0)
  })
})

describe('killed at random moments of the day and started again', () => {
  it(
    'knows what it knew, and loses nothing but the requests in flight',
    async () => {
      const world = newWorld()
      const chance = createChance(SEED + 2)
      let life = new AbortController()
      let service = stocked(world, life.signal)
      const differences: unknown[] = []
      for (let kill = 0; kill < 12; kill += 1) {
        world.time.after(chance.next() * dayMs, () => {
          life.abort(new Error('killed'))
          life = new AbortController()
          const before = service.pool.list()
          service = revived(world, service, life.signal)
          const after = service.pool.list()
          const asIdle = (list: typeof before) => list.map((key) => ({ ...key, inFlight: 0 }))
          if (JSON.stringify(asIdle(before)) !== JSON.stringify(asIdle(after))) {
            differences.push({ before, after })
          }
        })
      }
      const figures = await play(world, (request) => service.serve(request).catch(() => undefined))

      expect(differences).toEqual([])
      expect(figures.avoidable).toBe(0)
      expect(declinedShare(figures)).toBeLessThan(0.01)
      expect(figures.defamed).toBe(0)
    },
    TIMEOUT_MS,
  )
})

/** Of the calls made while the address was not throttled, those that Google declined. */
function declinedShare({ declined, calls, inThrottle }: Figures): number {
  return declined / (calls - inThrottle)
}

/** The figures side by side, for whoever reads the output of the tests. */
function table(columns: Record<string, Figures>): string {
  const names = Object.keys(Object.values(columns)[0] ?? {}) as (keyof Figures)[]
  const rows = names.map((name) =>
    [
      name.padEnd(12),
      ...Object.values(columns).map((figures) => String(figures[name]).padStart(28)),
    ].join(''),
  )
  const head = ['24 h'.padEnd(12), ...Object.keys(columns).map((title) => title.padStart(28))].join(
    '',
  )
  return `\n${[head, ...rows].join('\n')}\n`
}
