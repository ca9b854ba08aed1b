// Loaded with --import into processes about which more is asked than the system tells; plain
// JavaScript, because stripping types would cost the measured process memory. Answers its parent
// over the IPC channel and does nothing before it is asked.
import { writeFileSync } from 'node:fs'

/** @type {ReturnType<typeof import('node:perf_hooks').monitorEventLoopDelay> | undefined} */
let delay
/** @type {import('node:inspector/promises').Session | undefined} */
let session

/** Milliseconds between two looks at the event loop. */
const DELAY_RESOLUTION_MS = 5
/** Microseconds between two looks at the stack. */
const SAMPLING_INTERVAL_US = 200

const actions = {
  usage() {
    const { user, system } = process.cpuUsage()
    const { rss, heapUsed, external } = process.memoryUsage()
    return {
      cpuMs: (user + system) / 1000,
      rssBytes: rss,
      usedBytes: heapUsed + external,
      handles: process.getActiveResourcesInfo().length,
    }
  },

  async 'usage-without-garbage'() {
    const { setFlagsFromString } = await import('node:v8')
    const { runInNewContext } = await import('node:vm')
    setFlagsFromString('--expose-gc')
    runInNewContext('gc')()
    return actions.usage()
  },

  /** Delays of the event loop since the last time this was asked. */
  async delay() {
    const { monitorEventLoopDelay } = await import('node:perf_hooks')
    delay ??= monitorEventLoopDelay({ resolution: DELAY_RESOLUTION_MS })
    const delayMs = (/** @type {number} */ ns) => Math.max(0, ns / 1e6 - DELAY_RESOLUTION_MS)
    const seen = { p99Ms: delayMs(delay.percentile(99)), maxMs: delayMs(delay.max) }
    delay.enable()
    delay.reset()
    return seen
  },

  async profile() {
    const { Session } = await import('node:inspector/promises')
    session = new Session()
    session.connect()
    await session.post('Profiler.enable')
    await session.post('Profiler.setSamplingInterval', { interval: SAMPLING_INTERVAL_US })
    await session.post('Profiler.start')
  },

  /** @param {string} path where the profile goes */
  async 'end-profile'(path) {
    const outcome = await session?.post('Profiler.stop')
    session?.disconnect()
    writeFileSync(path, JSON.stringify(outcome?.profile))
  },
}

/** @param {[keyof typeof actions, string]} question */
async function answer([action, value]) {
  process.send?.((await actions[action](value)) ?? null)
}

process.on('message', (/** @type {Parameters<typeof answer>[0]} */ question) => {
  void answer(question)
})
// The channel must not keep a service alive that has been told to stop.
process.channel?.unref()
