import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { RequestRecord } from '../shared/request-record.ts'
import { createMetrics } from './metrics.ts'
import type { LookAtRecords } from './recorder.ts'
import { aRequest } from './request.fixture.ts'

interface Family {
  type: string
  samples: Map<string, number>
}

const nameOf = String.raw`[a-zA-Z_:][a-zA-Z0-9_:]*`
const label = String.raw`[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\[\\"n])*"`
const sampleLine = new RegExp(`^(${nameOf})(?:\\{(${label}(?:,${label})*)\\})? (\\S+)$`)

/** Reads the text format as strictly as it is written down; throws at the first offence. */
function parse(text: string): Map<string, Family> {
  if (!text.endsWith('\n')) throw new Error('no line end at the end')
  const families = new Map<string, Family>()
  let helped = ''
  let current: [string, Family] | undefined
  for (const line of text.slice(0, -1).split('\n')) {
    const [, comment, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line) ?? []
    if (comment === 'HELP') helped = name
    else if (comment === 'TYPE') {
      if (helped !== name || families.has(name)) throw new Error(`TYPE out of place: ${line}`)
      current = [name, { type: rest, samples: new Map() }]
      families.set(...current)
    } else {
      const [, series = '', labels = '', value = ''] = sampleLine.exec(line) ?? []
      const [family, { type, samples }] = current ?? ['', { type: '', samples: new Map() }]
      const suffix = type === 'histogram' ? '(_bucket|_sum|_count)' : ''
      if (!new RegExp(`^${family}${suffix}$`).test(series)) throw new Error(`stray: ${line}`)
      const id = `${series}{${labels}}`
      if (samples.has(id)) throw new Error(`twice: ${line}`)
      if (!Number.isFinite(Number(value))) throw new Error(`no number: ${line}`)
      samples.set(id, Number(value))
    }
  }
  return families
}

/** A recorder that hands on what a test records. */
function recorder() {
  let listener: (look: LookAtRecords) => void = () => undefined
  return {
    queue: { waiting: 1, stored: 2, lost: 3 },
    onRecords(given: typeof listener) {
      listener = given
      return () => undefined
    },
    record: (records: readonly RequestRecord[]) => listener(() => records),
  }
}

const vitals = () => ({ busy: 0.25, delayMs: { p99: 12.5, max: 80 } })

const record = fc
  .record({
    status: fc.constantFrom(200, 400, 429, 499, 503),
    dialect: fc.constantFrom<RequestRecord['dialect']>('openai', 'google'),
    totalMs: fc.double({ min: 0, max: 1e7, noNaN: true }),
    firstByteMs: fc.option(fc.double({ min: 0, max: 1e7, noNaN: true }), { nil: undefined }),
    tokens: fc.constantFrom<RequestRecord['tokens']>(
      { input: 1, output: 2, thinking: 0, cached: 0 },
      { input: Number.NaN, output: Infinity, thinking: 0, cached: 0 },
      undefined,
    ),
    attempts: fc.array(
      fc.record({
        keyId: fc.string(),
        verdict: fc.constantFrom('ok', 'cancelled', 'quota_minute', 'key_invalid'),
        status: fc.constant(0),
        ms: fc.nat(),
      }),
    ),
  })
  .map((more) => aRequest(more))

it('whatever was recorded, Prometheus can read it and the figures agree', () => {
  fc.assert(
    fc.property(fc.array(record, { maxLength: 30 }), (records) => {
      const source = recorder()
      const metrics = createMetrics(source, () => true, vitals)
      source.record(records)
      const families = parse(metrics.text({ ready: 1, total: 2 }))
      const of = (name: string) => families.get(`gemini_balance_${name}`)
      const requests = [...(of('requests_total')?.samples.values() ?? [])]
      expect(requests.reduce((sum, count) => sum + count, 0)).toBe(records.length)

      const seconds = of('request_seconds')
      expect(seconds?.type).toBe('histogram')
      const samples = [...(seconds?.samples ?? [])]
      const buckets = samples.filter(([id]) => id.includes('_bucket'))
      const ends = buckets.map(([id]) =>
        Number(/le="([^"]+)"/.exec(id)?.[1]?.replace('+Inf', 'Infinity')),
      )
      expect(ends).toEqual(ends.toSorted((a, b) => a - b))
      expect(ends.at(-1)).toBe(Infinity)
      const counts = buckets.map(([, count]) => count)
      expect(counts).toEqual(counts.toSorted((a, b) => a - b))
      expect(counts.at(-1)).toBe(records.length)
      expect(seconds?.samples.get('gemini_balance_request_seconds_count{}')).toBe(records.length)
      const answered = records.filter(({ firstByteMs }) => firstByteMs !== undefined)
      expect(
        of('first_byte_seconds')?.samples.get('gemini_balance_first_byte_seconds_count{}'),
      ).toBe(answered.length)
      expect([...(of('event_loop_delay_seconds')?.samples.values() ?? [])]).toEqual([0.0125])
    }),
  )
})

it('nothing is counted while a person does not want it', () => {
  const source = recorder()
  const metrics = createMetrics(source, () => false, vitals)
  source.record([aRequest()])
  const families = parse(metrics.text({ ready: 0, total: 0 }))
  expect(families.get('gemini_balance_requests_total')?.samples.size).toBe(0)
})
