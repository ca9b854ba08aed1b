/** How long every question takes, and how SQLite finds what it asks for. */
import type { DatabaseSync } from 'node:sqlite'
import type { ActivityFile } from '../../electron/activity/activity-file.ts'
import {
  answerQuestion,
  type QuestionInput,
  type QuestionName,
} from '../../electron/activity/questions/questions.ts'
import type { RequestFilter } from '../../electron/shared/contract/activity.ts'
import type { GeneratedRequests } from './generated-requests.ts'

const DAY_MS = 86_400_000
const RUNS = 9
/** Shares that the page asks for. */
const SHOWN = 50
/** What no question may take longer than. */
const LIMIT_MS = 50

interface Asked {
  name: string
  question: QuestionName
  input: unknown
}

function asked<Name extends QuestionName>(
  name: string,
  question: Name,
  input: QuestionInput<Name>,
): Asked {
  return { name, question, input }
}

/** Asks everything the contract can, several times each; prints medians and plans. */
export function askAll(
  file: ActivityFile,
  generated: GeneratedRequests,
  count: number,
  nowMs: number,
): void {
  file.ask((database, names) => {
    const late: string[] = []
    for (const { name, question, input } of everyQuestion(generated, count, nowMs)) {
      const ask = () => answerQuestion(database, names, { question, input })
      const { median, slowest, cpu } = timesOf(ask)
      if (median > LIMIT_MS) late.push(name)
      console.log(
        `${name.padEnd(42)} ${shown(median)}, slowest ${shown(slowest)}, CPU ${shown(cpu)}  ${plansOf(database, ask)}`,
      )
    }
    console.log(
      late.length === 0 ? `all within ${LIMIT_MS} ms` : `above ${LIMIT_MS} ms: ${late.join(', ')}`,
    )
  })
}

const shown = (ms: number) => `${ms.toFixed(1).padStart(6)} ms`

function everyQuestion(generated: GeneratedRequests, count: number, nowMs: number): Asked[] {
  const now = { nowMs, utcOffsetMs: 0 }
  const { keyIds, models, rare, at } = generated
  const [keyId = '', model = ''] = [keyIds[3], models[1]]
  const since = { fromMs: nowMs - 30 * DAY_MS }
  const failed = { ...since, outcome: 'failed' } as const
  return [
    ...(['1h', '24h', '7d', '30d'] as const).flatMap((period) => ofPeriod(period, now, generated)),
    asked('causes of errors 30d', 'causes', failed),
    asked('causes that say something 30d', 'causes', { ...failed, search: 'overloaded' }),
    asked('keys behind all errors 30d', 'keysBehind', failed),
    asked('keys behind one cause 30d', 'keysBehind', { ...failed, status: 403 }),
    asked('the quota day', 'servedSince', { ...now, fromMs: nowMs - DAY_MS }),
    asked('heat of the week', 'heat', now),
    asked('one request by its id', 'oneRequest', { id: at(count >> 1).id }),
    asked('a request that is not there', 'oneRequest', { id: 'req_0190000000000123456789ab' }),
    ...Object.entries(listsOf(keyId, model, rare)).map(([name, filter]) =>
      asked(`list: ${name}`, 'listRequests', { ...filter, limit: 200 }),
    ),
    asked('list: half of all further down', 'listRequests', {
      toMs: nowMs - 15 * DAY_MS,
      limit: 200,
    }),
    asked('list: 1,000 for an export', 'listRequests', { limit: 1000 }),
    asked('list: 200 by their ids', 'listRequests', {
      ids: Array.from({ length: 200 }, (_, n) => at(count - 3 * n - 1).id),
    }),
  ]
}

function ofPeriod(
  period: '1h' | '24h' | '7d' | '30d',
  now: { nowMs: number; utcOffsetMs: number },
  { keyIds, models }: GeneratedRequests,
): Asked[] {
  const [keyId = '', model = ''] = [keyIds[3], models[1]]
  const usage = { ...now, prices: {}, filter: { period } }
  const two = { ...usage, filter: { period, keyId, client: 'Cline' } }
  return [
    asked(`totals ${period}`, 'totals', usage),
    asked(`series ${period}`, 'series', usage),
    asked(`series of one key ${period}`, 'series', { ...usage, filter: { period, keyId } }),
    asked(`series of one model ${period}`, 'series', { ...usage, filter: { period, model } }),
    asked(`series of one key with one client ${period}`, 'series', two),
    ...(['key', 'model', 'client', 'token'] as const).map((by) =>
      asked(`shares by ${by} ${period}`, 'shares', { ...usage, by, limit: SHOWN }),
    ),
    asked(`shares by key ${period}, for an export`, 'shares', { ...usage, by: 'key', limit: 1000 }),
    asked(`shares by model of one key ${period}`, 'shares', {
      ...usage,
      filter: { period, keyId },
      by: 'model',
      limit: 100,
    }),
    asked(`shares by key of one client ${period}`, 'shares', {
      ...usage,
      filter: { period, client: 'Cline' },
      by: 'key',
      limit: 100,
    }),
    asked(`latencies ${period}`, 'latencies', { ...now, period }),
    asked(`keys by refusals ${period}`, 'failingKeys', { ...now, period, limit: 100 }),
    asked(`keys by 429 ${period}`, 'failingKeys', { ...now, period, status: 429, limit: 20 }),
  ]
}

const listsOf = (keyId: string, model: string, rare: GeneratedRequests['rare']) =>
  ({
    'the newest': {},
    'of one key': { keyId },
    'of one model': { model },
    'of one client': { client: 'Cline' },
    'of a rare client': { client: rare.client },
    'of one token': { token: 'Phone' },
    'of one key and model': { keyId, model },
    'of one key, model and client': { keyId, model, client: 'Cline' },
    'of one token and client': { token: 'Phone', client: 'curl' },
    'of two that never met': { token: rare.token, client: 'curl' },
    'that failed': { outcome: 'failed' },
    'that failed, of one key': { keyId, outcome: 'failed' },
    'that failed, of a rare client': { client: rare.client, outcome: 'failed' },
    'that were cancelled': { outcome: 'cancelled' },
    'with a status that never was': { status: 418 },
    'with one error': { errorCode: 'permission_denied' },
    'errors that say something': { search: 'overloaded' },
    'errors that nobody had': { search: 'no such words' },
  }) as const satisfies Record<string, RequestFilter>

/** Of several runs, in milliseconds; CPU is what is left where other programs take their share. */
function timesOf(work: () => unknown): { median: number; slowest: number; cpu: number } {
  const runs = Array.from({ length: RUNS }, () => {
    const [began, before] = [performance.now(), process.threadCpuUsage()]
    work()
    const { user, system } = process.threadCpuUsage(before)
    return { wall: performance.now() - began, cpu: (user + system) / 1000 }
  })
  const sorted = (name: 'wall' | 'cpu') =>
    runs.map((run) => run[name]).sort((one, other) => one - other)
  const [wall, cpu] = [sorted('wall'), sorted('cpu')]
  return { median: wall[RUNS >> 1] ?? 0, slowest: wall[RUNS - 1] ?? 0, cpu: cpu[RUNS >> 1] ?? 0 }
}

/** How SQLite finds the rows that a piece of work asks for. */
function plansOf(database: DatabaseSync, work: () => unknown): string {
  const { prepare } = database
  const plans = new Set<string>()
  database.prepare = (sql) => {
    for (const { detail } of prepare.call(database, `EXPLAIN QUERY PLAN ${sql}`).all()) {
      if (/^(SCAN|SEARCH) (?!.*CONSTANT|pieces)/.test(String(detail))) plans.add(String(detail))
    }
    return prepare.call(database, sql)
  }
  try {
    work()
  } finally {
    database.prepare = prepare
  }
  return [...plans].join('; ')
}
