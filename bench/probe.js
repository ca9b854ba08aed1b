// Loaded with --import into every process that is measured; plain JavaScript, because stripping
// types would cost the measured process memory. Answers its parent over the IPC channel.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const delay = monitorEventLoopDelay({ resolution: 5 })
delay.enable()

process.on('message', (question) => {
  if (question === 'reset-delay') delay.reset()
  if (question === 'collect-garbage') {
    setFlagsFromString('--expose-gc')
    runInNewContext('gc')()
  } else if (question !== 'usage') return
  const { user, system } = process.cpuUsage()
  const { rss, heapUsed, external } = process.memoryUsage()
  process.send?.({
    cpuMs: (user + system) / 1000,
    rssBytes: rss,
    usedBytes: heapUsed + external,
    delayP99Ms: Math.max(0, delay.percentile(99) / 1e6 - 5),
    handles: process.getActiveResourcesInfo().length,
  })
})
// The channel must not keep a service alive that has been told to stop.
process.channel?.unref()
