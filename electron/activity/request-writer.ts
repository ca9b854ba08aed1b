/** Puts records into their tables. */
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Names } from './names.ts'
import { idAt, requestIdShape, uuidShape } from './packed-ids.ts'
import { ATTEMPT_LENGTH, type Batch, nameColumns, NOTHING, ownColumns } from './request-columns.ts'

export interface RequestWriter {
  /** Adds rows within the caller's transaction. */
  add(batch: Batch): void
}

/** Prepares the statements. Sequence numbers go on where the file left off, and are never reused. */
export function createRequestWriter(database: DatabaseSync, names: Names): RequestWriter {
  const inserts = new Map<string, StatementSync>()
  const insertOf = (columns: readonly string[]): StatementSync => {
    const all = ['seq', 'id', 'error_message', 'started_at_ms', 'key', ...columns]
    const sql = `INSERT INTO requests (${all.join()}) VALUES (${all.map(() => '?').join()})`
    const known = inserts.get(sql) ?? database.prepare(sql)
    inserts.set(sql, known)
    return known
  }
  const insertAttempt = database.prepare('INSERT INTO attempts VALUES (?, ?, ?, ?, ?, ?)')
  const insertBodies = database.prepare('INSERT INTO bodies VALUES (?, ?, ?)')
  const lastSeq = database.prepare(
    `SELECT max((SELECT rolled_up_to FROM progress),
      ifnull((SELECT max(seq) FROM requests), 0)) AS seq`,
  )
  return {
    add(batch) {
      const firstSeq = Number(lastSeq.get()?.['seq']) + 1
      const own = ownPlaces(batch)
      const nameIds = batch.names.map((name, place) => names.idOf(name, own.has(place)))
      const insert = insertOf(batch.columns)
      const areNames = batch.columns.map((column) => nameColumns.has(column))
      for (let place = 0; place < batch.requests; place += 1) {
        const keyId = names.idOf(idAt(batch.keys, uuidShape, place), true)
        const values = valuesOf(batch, place, nameIds, areNames)
        insert.run(firstSeq + place, ...firstOf(batch, place), keyId, ...values)
      }
      for (const [place, position, key, verdict, status, ms] of attemptsOf(batch)) {
        insertAttempt.run(firstSeq + place, position, idOf(key), idOf(verdict), status, ms)
      }
      for (const [place, { request, response }] of batch.bodies) {
        insertBodies.run(firstSeq + place, request, response)
      }
      function idOf(place: number): number {
        return nameIds[place] ?? 0
      }
    },
  }
}

/** Places in `names` of texts that no client has chosen. */
function ownPlaces(batch: Batch): Set<number> {
  const places = new Set<number>()
  const { columns, numbers } = batch
  for (const [column, name] of columns.entries()) {
    if (!ownColumns.has(name)) continue
    for (let at = column; at < numbers.length; at += columns.length) places.add(numbers[at] ?? 0)
  }
  for (const [, , key, verdict] of attemptsOf(batch)) places.add(key).add(verdict)
  return places
}

/** Id, message and start of one request. */
function firstOf(batch: Batch, place: number): [string, string, number] {
  const { ids, messages, startedAtMs } = batch
  return [idAt(ids, requestIdShape, place), messages.get(place) ?? '', startedAtMs[place] ?? 0]
}

/** What the columns hold of one request. */
function valuesOf(
  { numbers }: Batch,
  place: number,
  nameIds: readonly number[],
  areNames: readonly boolean[],
): (number | null)[] {
  const values: (number | null)[] = []
  let at = place * areNames.length
  for (const isName of areNames) {
    const number = numbers[at] ?? 0
    values.push(isName ? (nameIds[number] ?? 0) : number === NOTHING ? null : number)
    at += 1
  }
  return values
}

type Attempt = [
  place: number,
  position: number,
  key: number,
  verdict: number,
  status: number,
  ms: number,
]

function* attemptsOf({ attempts }: Batch): Generator<Attempt> {
  for (let at = 0; at < attempts.length; at += ATTEMPT_LENGTH) {
    yield [...attempts.subarray(at, at + ATTEMPT_LENGTH)] as Attempt
  }
}
