/**
 * The request log with a million requests: `npm run bench:activity [-- rows keys]`. Prints what
 * recording costs a request, the size of the file, and the time of every question with its plan.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ActivityFile, createActivityFile } from '../../electron/activity/activity-file.ts'
import { packed } from '../../electron/activity/intake.ts'
import { batchOf } from '../../electron/activity/open-batch.ts'
import { type GeneratedRequests, generateRequests } from './generated-requests.ts'
import { askAll } from './questions.ts'
import { printRecordingCost } from './recording-cost.ts'

const BATCH = 2000
/** Everything stays, so that there is a million to ask about. */
const KEPT = { days: 3650, megabytes: 100_000 }
const COSTED = 200_000

const [count = 1_000_000, keys = 200] = process.argv.slice(2).map(Number)
const nowMs = Date.now()
const folder = mkdtempSync(join(tmpdir(), 'gemini-balance-bench-'))
const path = join(folder, 'activity.sqlite')

function fill(file: ActivityFile, generated: GeneratedRequests): void {
  for (let from = 0; from < count; from += BATCH) {
    const length = Math.min(BATCH, count - from)
    const records = Array.from({ length }, (_, at) => generated.at(from + at))
    file.write(packed(batchOf(records)))
    if (from % (50 * BATCH) === 0) file.tidy(KEPT)
  }
  while (file.tidy(KEPT)) continue
  file.close()
}

const open = () =>
  createActivityFile({
    path,
    nowMs: () => nowMs,
    utcOffsetMs: () => 0,
    onRemark: (remark) => console.log(remark),
  })

try {
  for (const some of [keys, 5000]) await printRecordingCost(folder, some, Math.min(count, COSTED))
  const generated = generateRequests({ count, keys, days: 30, nowMs })
  fill(open(), generated)
  const megabytes = Math.round(statSync(path).size / 1e6)
  console.log(`${count} requests of 30 days with ${keys} keys, and their sums: ${megabytes} MB`)
  const file = open()
  askAll(file, generated, count, nowMs)
  file.close()
} finally {
  rmSync(folder, { recursive: true, force: true })
}
