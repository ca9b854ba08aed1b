import { describe, expect, it } from 'vitest'
import { classify, classifyFailure } from '../gemini/error.ts'
import type { Verdict } from '../gemini/error-rules.ts'
import type { ModelListing } from '../gemini/list-models.ts'
import { type VerifyOptions, type VerifyProgress, verifyKeys } from './verify.ts'

const listed: ModelListing = { kind: 'listed', models: [{ name: 'models/flash' }] }
const failed = (verdict: Verdict): ModelListing => ({ kind: 'failed', verdict })
const invalid = failed(classify(400, { message: 'API key not valid: secret-1' }))
const unreachable = failed(classifyFailure({ reason: 'unreachable', message: 'ECONNREFUSED' }))
const throttled = failed(classify(429, { message: 'Resource has been exhausted.' }))

const targets = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: `k${index}`, secret: `secret-${index}` }))

/** Runs a verification; `judged` is what the pool was told. */
async function run(
  count: number,
  listModels: VerifyOptions['listModels'],
  options: Partial<VerifyOptions> = {},
) {
  const judged: [string, string][] = []
  const progress: VerifyProgress[] = []
  const result = await verifyKeys(targets(count), {
    listModels,
    pool: {
      judge(id, found) {
        judged.push([id, found === 'fine' ? found : found.kind])
        return true
      },
    },
    nowMs: () => 0,
    redact: (text) => text.replaceAll(/secret-\d+/g, '***'),
    onProgress: (step) => progress.push(step),
    ...options,
  })
  return { result, judged, progress }
}

describe('verifying keys', () => {
  it('asks for each key once, tells the pool, and sorts the keys by what was found', async () => {
    const answers = [listed, invalid, unreachable]
    const { result, judged } = await run(3, async ({ id }) => answers[Number(id[1])] ?? listed)
    expect(result).toEqual({
      state: 'finished',
      total: 3,
      done: 3,
      fine: ['k0'],
      failed: [{ id: 'k1', kind: 'key_invalid', message: 'API key not valid: ***' }],
      unreachable: ['k2'],
    })
    expect(judged).toEqual([
      ['k0', 'fine'],
      ['k1', 'key_invalid'],
    ])
  })

  it('reports every step, never with a secret', async () => {
    const { progress } = await run(2, async ({ id }) => (id === 'k0' ? listed : invalid))
    expect(
      progress.map(({ done, total, keyId, finding }) => [done, total, keyId, finding.kind]),
    ).toEqual([
      [1, 2, 'k0', 'fine'],
      [2, 2, 'k1', 'failed'],
    ])
    expect(progress[0]?.finding).toEqual({ kind: 'fine', models: ['flash'] })
    expect(JSON.stringify(progress)).not.toContain('secret-')
  })

  it('has four calls under way at most', async () => {
    let now = 0
    let most = 0
    await run(20, async () => {
      now += 1
      most = Math.max(most, now)
      await Promise.resolve()
      now -= 1
      return listed
    })
    expect(most).toBe(4)
  })

  it('stops when Google turns away key after key, and blames none of them', async () => {
    let calls = 0
    const { result, judged } = await run(50, async (_target, signal) => {
      calls += 1
      await Promise.resolve()
      signal.throwIfAborted()
      return throttled
    })
    expect(result.state).toBe('throttled')
    expect(calls).toBeLessThan(10)
    expect(judged).toEqual([])
  })

  it('goes on when only some keys are turned away', async () => {
    const answer: VerifyOptions['listModels'] = async ({ id }) =>
      Number(id.slice(1)) % 2 === 0 ? throttled : listed
    const { result } = await run(20, answer, { concurrency: 1 })
    expect(result).toMatchObject({ state: 'finished', done: 20 })
    expect(result.unreachable).toHaveLength(10)
  })

  it('gives up calls under way when it is cancelled, and says how far it came', async () => {
    const cancel = new AbortController()
    const { result, judged } = await run(
      10,
      ({ id }, signal) =>
        id === 'k0'
          ? Promise.resolve(listed)
          : new Promise((_resolve, reject) => {
              signal.addEventListener('abort', () => reject(signal.reason))
            }),
      { signal: cancel.signal, onProgress: () => cancel.abort() },
    )
    expect(result).toMatchObject({ state: 'cancelled', total: 10, done: 1, fine: ['k0'] })
    expect(judged).toEqual([['k0', 'fine']])
  })

  it('does not hide a mistake of our own', async () => {
    const broken = () => Promise.reject(new TypeError('broken'))
    await expect(run(1, broken)).rejects.toThrow('broken')
  })
})
