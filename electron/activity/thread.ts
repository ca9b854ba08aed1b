/** The thread that owns activity.sqlite: it waits for the disk, so that the service never has to. */
import { setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { systemClock } from '../shared/clock.ts'
import { reasonOf } from '../shared/file-error.ts'
import { isPassing } from '../sqlite/database.ts'
import { createActivityFile } from './activity-file.ts'
import { createHousekeeping } from './housekeeping.ts'
import type { Call, Order, Reply, ThreadOptions } from './messages.ts'
import { answerQuestion } from './questions/questions.ts'

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
const housekeeping = createHousekeeping({
  tidy: (retention) => file.tidy(retention),
  clock: systemClock,
  onFailure(error) {
    // A full disk is told by whoever has something to store.
    if (isPassing(error)) return
    tell({ remark: `The request log could not be tidied: ${reasonOf(error)}` })
  },
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

function obey(order: Order): unknown {
  if (order.kind === 'ask')
    return file.ask((database, names) => answerQuestion(database, names, order))
  if (order.kind === 'write') {
    file.write(order.parcel)
    housekeeping.stored(order.parcel.requests)
  } else {
    housekeeping.stop()
    file.close()
  }
  return undefined
}

port.on('message', ({ id, order, retention }: Call) => {
  if (order.kind !== 'close') housekeeping.keep(retention)
  try {
    tell({ id, ok: true, answer: obey(order) })
  } catch (error) {
    tell({ id, ok: false, message: reasonOf(error) })
  }
})
