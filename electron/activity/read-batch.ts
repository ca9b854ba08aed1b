/** Makes out again what a batch says of its requests. Pure. */
import type { AttemptRecord, RequestRecord } from '../shared/request-record.ts'
import { idAt, requestIdShape, uuidShape } from './packed-ids.ts'
import { readColumns } from './read-columns.ts'
import {
  ATTEMPT_LENGTH,
  type Batch,
  type ColumnName,
  NOTHING,
  numberColumns,
} from './request-columns.ts'

const positions: ReadonlyMap<string, number> = new Map(numberColumns.map((name, at) => [name, at]))

/** The records of a batch of this release. */
export function recordsOf(batch: Batch): RequestRecord[] {
  const attempts = attemptsOf(batch)
  return Array.from({ length: batch.requests }, (_, place) =>
    recordAt(batch, place, attempts.get(place) ?? []),
  )
}

function recordAt(
  { ids, keys, names, startedAtMs, numbers, messages, bodies }: Batch,
  place: number,
  attempts: readonly AttemptRecord[],
): RequestRecord {
  const first = place * numberColumns.length
  const valueOf = (column: ColumnName) => numbers[first + (positions.get(column) ?? 0)] ?? 0
  const number = (column: ColumnName) => {
    const value = valueOf(column)
    return value === NOTHING ? undefined : value
  }
  const columns = readColumns({
    number,
    name: (column) => names[valueOf(column)] ?? '',
  })
  const { status } = columns
  const keyId = idAt(keys, uuidShape, place)
  const ms = number('attempt_ms')
  const contents = bodies.get(place)
  return {
    id: idAt(ids, requestIdShape, place),
    startedAtMs: startedAtMs[place] ?? 0,
    errorMessage: messages.get(place) ?? '',
    keyId,
    ...columns,
    attempts: ms === undefined ? attempts : [{ keyId, verdict: 'ok', status, ms }],
    ...(contents !== undefined && { bodies: contents }),
  }
}

/** What tells more than its request does, by the place of that. */
function attemptsOf({ attempts, names }: Batch): Map<number, AttemptRecord[]> {
  const byPlace = new Map<number, AttemptRecord[]>()
  for (let at = 0; at < attempts.length; at += ATTEMPT_LENGTH) {
    const [place = 0, , key = 0, verdict = 0, status = 0, ms = 0] = attempts.subarray(at)
    const attempt = { keyId: names[key] ?? '', verdict: names[verdict] ?? '', status, ms }
    const known = byPlace.get(place)
    if (known === undefined) byPlace.set(place, [attempt])
    else known.push(attempt)
  }
  return byPlace
}
