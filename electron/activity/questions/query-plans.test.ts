import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RequestFilter } from '../../shared/contract/activity.ts'
import { type ActivityFile, createActivityFile } from '../activity-file.ts'
import { packed } from '../intake.ts'
import { batchOf } from '../open-batch.ts'
import { aRequest, NOON_MS } from '../request.fixture.ts'
import { answerQuestion, type QuestionInput, type QuestionName } from './questions.ts'

const now = { nowMs: NOON_MS, utcOffsetMs: 0 }
let folder = ''
let file: ActivityFile
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'query-plans-'))
  file = createActivityFile({
    path: join(folder, 'activity.sqlite'),
    nowMs: () => now.nowMs,
    utcOffsetMs: () => now.utcOffsetMs,
    onRemark: (remark) => expect.unreachable(remark),
  })
  file.write(packed(batchOf([aRequest()])))
})
afterAll(() => {
  file.close()
  rmSync(folder, { recursive: true, force: true })
})

/** How SQLite finds the rows of everything that a piece of work asks. */
function plansOf(database: DatabaseSync, work: () => void): string[] {
  const prepare = database.prepare.bind(database)
  const plans: string[] = []
  database.prepare = (sql) => {
    for (const row of prepare(`EXPLAIN QUERY PLAN ${sql}`).all()) plans.push(String(row['detail']))
    return prepare(sql)
  }
  try {
    work()
  } finally {
    database.prepare = prepare
  }
  return plans
}

function plansFor<Name extends QuestionName>(question: Name, input: QuestionInput<Name>): string[] {
  return file.ask((database, names) =>
    plansOf(database, () => void answerQuestion(database, names, { question, input })),
  )
}

const filters = [
  { period: '30d' },
  { period: '30d', keyId: 'key-1' },
  { period: '24h', keyId: 'key-1', client: 'Cline' },
  { period: '7d', model: 'gemini-3.8-flash', client: 'Cline' },
] as const

it('no statistics go through single requests one by one, whatever they are narrowed down to', () => {
  const plans = filters.flatMap((filter) => {
    const usage = { ...now, prices: {}, filter }
    const by = ['key', 'model', 'client', 'token'] as const
    return [
      ...plansFor('totals', usage),
      ...plansFor('series', usage),
      ...plansFor('latencies', { ...now, ...filter }),
      ...plansFor('failingKeys', { ...now, ...filter, limit: 20 }),
      ...by.flatMap((one) => plansFor('shares', { ...usage, by: one, limit: 20 })),
    ]
  })
  plans.push(...plansFor('heat', now))
  expect(plans.length).toBeGreaterThan(20)
  // `totals` asks for the oldest request, which an index has at its beginning.
  const through = plans
    .filter((plan) => /SCAN|requests|attempts/.test(plan))
    .filter((plan) => !/CONSTANT ROW|SCAN pieces|SCAN json_each/.test(plan))
  expect(new Set(through)).toEqual(
    new Set(['SEARCH requests USING COVERING INDEX requests_by_time']),
  )
  const sums = plans.filter((plan) => plan.includes(' sums '))
  for (const plan of sums) {
    expect(plan).toMatch(
      /^SEARCH sums USING PRIMARY KEY \(grain=\? AND (?:part=\? AND )?start_ms[=>]/,
    )
  }
  // One key is found at once.
  for (const name of ['name', 'key']) {
    expect(sums).toContainEqual(expect.stringMatching(`start_ms=\\? AND ${name}=\\?`))
  }
})

it('why requests failed, the keys behind it and what a quota day served are found with an index', () => {
  const lately = { fromMs: NOON_MS - 1, outcome: 'failed' } as const
  const plans = [
    ...plansFor('causes', {}),
    ...plansFor('causes', lately),
    ...plansFor('causes', { ...lately, search: 'resting' }),
    ...plansFor('keysBehind', { ...lately, status: 429 }),
    ...plansFor('keysBehind', { ids: ['req_0198f0e2d500abcdef012345'] }),
    ...plansFor('servedSince', { ...now, fromMs: NOON_MS - 1 }),
  ].filter((plan) => / (?:requests|attempts|sums) /.test(plan))
  expect(plans.length).toBeGreaterThan(6)
  for (const plan of plans) {
    expect(plan).toMatch(/^(?:SEARCH|SCAN) \w+ USING (?:.*INDEX|PRIMARY KEY \()/)
  }
  const failed = plans.filter((plan) => plan.includes('failed_requests'))
  expect(failed.length).toBeGreaterThanOrEqual(4)
})

it('a request is found by its id and by every filter with an index', () => {
  const choices: RequestFilter[] = [
    {},
    { keyId: 'key-1' },
    { model: 'gemini-3.8-flash' },
    { client: 'Cherry Studio' },
    { token: '\u20267f2c' },
    { outcome: 'failed' },
    { search: 'resting' },
    { ids: ['req_0198f0e2d500abcdef012345', 'req_0198f0e2d501abcdef012345'] },
    { fromMs: NOON_MS, toMs: NOON_MS + 1 },
  ]
  const plans = [
    ...plansFor('oneRequest', { id: 'req_0198f0e2d500abcdef012345' }),
    ...choices.flatMap((filter) => plansFor('listRequests', filter)),
  ].filter((plan) => plan.includes('requests'))
  expect(plans.length).toBeGreaterThan(choices.length)
  for (const plan of plans) expect(plan).toMatch(/^(?:SEARCH|SCAN) requests USING .*INDEX/)
})
