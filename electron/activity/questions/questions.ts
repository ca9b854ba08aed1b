/** Every question the database answers, by name. */
import type { DatabaseSync } from 'node:sqlite'
import type { Names } from '../names.ts'
import { causes, keysBehind } from './causes.ts'
import { failingKeys } from './failing-keys.ts'
import { forgetRequests } from './forget-requests.ts'
import { latencies } from './latencies.ts'
import { listRequests } from './list-requests.ts'
import { oneRequest } from './one-request.ts'
import { servedSince } from './served-since.ts'
import { heat, series, shares, totals } from './usage.ts'

const questions = {
  totals,
  series,
  shares,
  latencies,
  failingKeys,
  causes,
  keysBehind,
  servedSince,
  heat,
  listRequests,
  oneRequest,
  forgetRequests,
}

export type QuestionName = keyof typeof questions
export type QuestionInput<Name extends QuestionName> = Parameters<(typeof questions)[Name]>[2]
export type QuestionAnswer<Name extends QuestionName> = ReturnType<(typeof questions)[Name]>

/** Answers a question by its name, which comes from the service's own code in another thread. */
export function answerQuestion(
  database: DatabaseSync,
  names: Names,
  { question, input }: { question: QuestionName; input: unknown },
): unknown {
  const ask = questions[question] as (
    database: DatabaseSync,
    names: Names,
    input: unknown,
  ) => unknown
  return ask(database, names, input)
}
