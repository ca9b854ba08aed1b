/** The thread that owns activity.sqlite: it waits for the disk, so that the service never has to. */
import { setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { reasonOf } from '../shared/file-error.ts'
import { createActivityFile } from './activity-file.ts'
import type { Call, Order, Reply, ThreadOptions } from './messages.ts'
import { answerQuestion } from './questions/questions.ts'
import type { Retention } from './retention.ts'

/** Time between two rounds of adding up and forgetting, and between two steps of a round. */
const TIDY_EVERY_MS = 10_000
const PAUSE_MS = 50

const { path } = workerData as ThreadOptions
const port = parentPort
if (port === null) throw new Error('This is the program of a thread')
const tell = (reply: Reply) => port.postMessage(reply, [])
const file = createActivityFile({
  path,
  nowMs: () => Date.now(),
  utcOffsetMs: (atMs) => -new Date(atMs).getTimezoneOffset() * 60_000,
  onRemark: (remark) => tell({ remark }),
})

/** Where the system knows priorities of threads: answers go before what is remembered of them. */
function giveWay(): void {
  if (process.platform !== 'linux') return
  try {
    setPriority(0, 10)
  } catch (error) {
    tell({ remark: `The request log could not be made to give way: ${reasonOf(error)}` })
  }
}

giveWay()
let retention: Retention | undefined
let timer: NodeJS.Timeout | undefined

function obey(order: Order): unknown {
  if (order.kind === 'ask')
    return file.ask((database, names) => answerQuestion(database, names, order))
  if (order.kind === 'write') {
    retention = order.retention
    file.write(order.batch)
    timer ??= setTimeout(tidy, TIDY_EVERY_MS)
  } else {
    clearTimeout(timer)
    file.close()
  }
  return undefined
}

function tidy(): void {
  timer = undefined
  try {
    if (retention !== undefined && file.tidy(retention)) timer = setTimeout(tidy, PAUSE_MS)
  } catch (error) {
    // The round after the next write tries again.
    tell({ remark: `The request log could not be tidied: ${reasonOf(error)}` })
  }
}

port.on('message', ({ id, order }: Call) => {
  try {
    tell({ id, ok: true, answer: obey(order) })
  } catch (error) {
    tell({ id, ok: false, message: reasonOf(error) })
  }
})
