/** Starts the programs of the bench, each on its core where the system can pin it, and looks at them. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { connect } from 'node:net'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

const isLinux = process.platform === 'linux'
/** Whether each program of the bench can be kept on a core of its own. */
export const canPin: boolean =
  isLinux && availableParallelism() > 1 && spawnSync('taskset', ['--version']).status === 0

/** What is measured runs on a core of its own; everything else on the first. */
export type Core = 'measured' | 'other'

export interface StartOptions {
  cwd?: string
  env?: NodeJS.ProcessEnv
  /** Loads the probe into a Node program; elsewhere than on Linux it is always there. */
  hasProbe?: boolean
  /** Written to the program's standard input. */
  input?: string
  /** Where it listens, for programs that do not print their address. */
  port?: number
}

export interface Usage {
  /** Of all threads since the start. */
  cpuMs: number
  rssBytes: number
}

/** What only the probe can tell. */
export interface InnerUsage extends Usage {
  /** Of JavaScript's heap and what hangs on it. */
  usedBytes: number
  handles: number
}

/** Of the event loop, beyond what it was asked to wait. */
export interface LoopDelay {
  p99Ms: number
  maxMs: number
}

export interface Program {
  readonly child: ChildProcess
  /** From the spawn to the first line that named an address, or to the first connection. */
  readonly readyMs: number
  readonly port: number
  usage(): Promise<Usage>
  /** Connections of this program, to both sides; none where the system does not tell. */
  sockets(): number
  /** Asks the probe, which must be there. */
  ask(action: 'usage' | 'usage-without-garbage'): Promise<InnerUsage>
  ask(action: 'delay'): Promise<LoopDelay>
  ask(action: 'profile'): Promise<null>
  ask(action: 'end-profile', path: string): Promise<null>
  stop(): Promise<void>
}

const running = new Set<ChildProcess>()
let isFollowing = false

/** Ends the programs with the bench, whatever ends it. */
function followTheBench(): void {
  if (isFollowing) return
  isFollowing = true
  process.once('exit', () => {
    for (const child of running) child.kill('SIGKILL')
  })
  process.once('SIGINT', () => process.exit(130))
  process.once('SIGTERM', () => process.exit(143))
}

/** Starts a program on a core; the command's first word is the program. */
export function onCore(core: Core, command: readonly string[], options: StartOptions = {}) {
  const pinned = canPin ? ['taskset', '-c', core === 'measured' ? '1' : '0', ...command] : command
  const child = spawn(pinned[0] ?? '', pinned.slice(1), {
    stdio: ['pipe', 'pipe', 'pipe', ...(options.hasProbe === true ? (['ipc'] as const) : [])],
    env: { ...process.env, ...options.env },
    ...(options.cwd !== undefined && { cwd: options.cwd }),
  })
  followTheBench()
  running.add(child)
  child.once('exit', () => running.delete(child))
  return child
}

/** Starts a Node program that is measured: a file and its arguments. As `start`. */
export function startNode(args: readonly string[], options: StartOptions = {}): Promise<Program> {
  const hasProbe = options.hasProbe === true || !isLinux
  const probe = hasProbe ? ['--import', join(import.meta.dirname, 'probe.js')] : []
  return start('measured', [process.execPath, ...probe, ...args], { ...options, hasProbe })
}

/**
 * Starts a program and waits until it prints an address of this machine or takes connections.
 * Rejects with what it wrote when it ends before that.
 */
export async function start(
  core: Core,
  command: readonly string[],
  options: StartOptions = {},
): Promise<Program> {
  const startedMs = performance.now()
  const child = onCore(core, command, options)
  child.stdin?.end(options.input ?? '')
  const port = await Promise.race([listening(child, options.port), tooEarly(child)])
  const { pid = 0 } = child
  const ask = (action: string, value?: string) => askProbe(child, [action, value])
  return {
    child,
    port,
    readyMs: performance.now() - startedMs,
    usage: async () => (isLinux ? usageOf(pid) : ((await ask('usage')) as InnerUsage)),
    sockets: () => (isLinux ? socketsOf(pid) : 0),
    ask: ask as Program['ask'],
    stop: () => stop(child),
  }
}

/** Rejects with what a program wrote when it ends. What it writes is read all its life. */
function tooEarly(child: ChildProcess): Promise<never> {
  let said = ''
  const read = (data: Buffer) => (said = (said + data.toString()).slice(-1000))
  child.stdout?.on('data', read)
  child.stderr?.on('data', read)
  return new Promise((_resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`A program ended with ${code}: ${said}`)))
  })
}

async function listening(child: ChildProcess, port: number | undefined): Promise<number> {
  if (port === undefined) return announcedPort(child)
  while (!(await takesConnections(port))) await pause(2)
  return port
}

function takesConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const end = (isOpen: boolean) => () => {
      socket.destroy()
      resolve(isOpen)
    }
    socket.once('connect', end(true)).once('error', end(false))
  })
}

function announcedPort(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    let said = ''
    child.stdout?.on('data', (data: Buffer) => {
      said += data.toString()
      const port = /http:\/\/(?:127\.0\.0\.1|localhost):(\d+)/.exec(said)?.[1]
      if (port !== undefined) resolve(Number(port))
    })
  })
}

/** Of a process by its id; looked at from outside, which costs the process nothing. */
function usageOf(pid: number): Usage {
  const threads = readdirSync(`/proc/${pid}/task`)
  const ns = threads.map((thread) => {
    const [onCpu] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')
    return Number(onCpu)
  })
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const rssKb = Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1])
  return { cpuMs: ns.reduce((sum, each) => sum + each, 0) / 1e6, rssBytes: rssKb * 1024 }
}

function socketsOf(pid: number): number {
  const folder = `/proc/${pid}/fd`
  return readdirSync(folder).filter((fd) => {
    try {
      return readlinkSync(join(folder, fd)).startsWith('socket:')
    } catch {
      // Closed between the listing and the look.
      return false
    }
  }).length
}

/** Sends a question over the IPC channel and gives the answer. Rejects when the process ends. */
function askProbe(child: ChildProcess, question: unknown[]): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const gone = () => reject(new Error('The process has ended'))
    child.once('exit', gone)
    child.once('message', (answer) => {
      child.off('exit', gone)
      resolve(answer)
    })
    child.send(question)
  })
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  const hard = setTimeout(() => child.kill('SIGKILL'), 5000)
  await ended
  clearTimeout(hard)
}
