/** Makes out again what a batch says of its requests. Pure. */
import type { AttemptRecord, RequestRecord } from '../shared/request-record.ts'
import { ATTEMPT_LENGTH, type Batch, type ColumnName, numberColumns } from './request-columns.ts'

const positions: ReadonlyMap<string, number> = new Map(numberColumns.map((name, at) => [name, at]))

/** The records of a batch of this release. */
export function recordsOf(batch: Batch): RequestRecord[] {
  const attempts = attemptsOf(batch)
  return batch.ids.map((id, place) => recordAt(batch, id, place, attempts.get(place) ?? []))
}

function recordAt(
  { names, numbers, messages, bodies }: Batch,
  id: string,
  place: number,
  attempts: readonly AttemptRecord[],
): RequestRecord {
  const first = place * numberColumns.length
  const count = (column: ColumnName) => numbers[first + (positions.get(column) ?? 0)] ?? 0
  const name = (column: ColumnName) => names[count(column)] ?? ''
  const maybe = (column: ColumnName) => {
    const value = count(column)
    return Number.isNaN(value) ? undefined : value
  }
  const [status, keyId, attemptMs] = [count('status'), name('key'), maybe('attempt_ms')]
  const counts = {
    input: maybe('input_tokens'),
    output: maybe('output_tokens'),
    thinking: maybe('thinking_tokens'),
    cached: maybe('cached_tokens'),
  }
  const { input = 0, output = 0, thinking = 0, cached = 0 } = counts
  const isCounted = Object.values(counts).some((value) => value !== undefined)
  const contents = bodies.get(place)
  return {
    id,
    startedAtMs: count('started_at_ms'),
    method: name('method'),
    route: name('route'),
    dialect: name('dialect'),
    token: name('token'),
    client: name('client'),
    modelAsked: name('model_asked'),
    model: name('model'),
    stream: count('stream') === 1,
    status,
    errorCode: name('error_code'),
    errorMessage: messages.get(place) ?? '',
    firstByteMs: maybe('first_byte_ms'),
    totalMs: count('total_ms'),
    tokens: isCounted ? { input, output, thinking, cached } : undefined,
    bytesIn: count('bytes_in'),
    bytesOut: count('bytes_out'),
    keyId,
    attempts:
      attemptMs === undefined ? attempts : [{ keyId, verdict: 'ok', status, ms: attemptMs }],
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
