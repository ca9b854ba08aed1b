/** Starts the programs of the bench, each on its core where the system can pin it. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { availableParallelism } from 'node:os'

const canPin =
  process.platform === 'linux' &&
  availableParallelism() > 1 &&
  spawnSync('taskset', ['--version']).status === 0

/** What is measured runs on a core of its own; everything else on the first. */
export type Core = 'measured' | 'other'

export interface Usage {
  cpuMs: number
  rssBytes: number
  /** Of JavaScript's heap and what hangs on it, garbage included. */
  usedBytes: number
  delayP99Ms: number
  handles: number
}

export interface Program {
  readonly child: ChildProcess
  /** From the spawn to the first line that named an address. */
  readonly readyMs: number
  readonly port: number
  usage(): Promise<Usage>
  /** The same after garbage was collected. */
  usageWithoutGarbage(): Promise<Usage>
  stop(): Promise<void>
}

/** Starts a Node program with the probe in it. */
export function launch(
  args: readonly string[],
  core: Core,
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): ChildProcess {
  const node = [process.execPath, '--import', join(import.meta.dirname, 'probe.js'), ...args]
  const command = canPin ? ['taskset', '-c', core === 'measured' ? '1' : '0', ...node] : node
  return spawn(command[0] ?? '', command.slice(1), {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, ...options.env },
    ...(options.cwd !== undefined && { cwd: options.cwd }),
  })
}

/**
 * Starts a Node program and waits until it prints an address of 127.0.0.1. Rejects with what it
 * wrote when it ends before that.
 */
export async function start(...input: Parameters<typeof launch>): Promise<Program> {
  const startedMs = performance.now()
  const child = launch(...input)
  const port = await announcedPort(child)
  return {
    child,
    port,
    readyMs: performance.now() - startedMs,
    usage: () => ask<Usage>(child, 'usage'),
    usageWithoutGarbage: () => ask<Usage>(child, 'collect-garbage'),
    stop: () => stop(child),
  }
}

/** Sends a message over the IPC channel and gives the answer. Rejects when the process ends. */
export function ask<Answer>(child: ChildProcess, message: object | string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const gone = () => reject(new Error('The process has ended'))
    child.once('exit', gone)
    child.once('message', (answer) => {
      child.off('exit', gone)
      resolve(answer as Answer)
    })
    child.send(message)
  })
}

function announcedPort(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let said = ''
    const read = (data: Buffer) => {
      said += data.toString()
      const port = /http:\/\/(?:127\.0\.0\.1|localhost):(\d+)/.exec(said)?.[1]
      if (port !== undefined) resolve(Number(port))
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.once('exit', (code) => reject(new Error(`ended with ${code}: ${said.slice(-500)}`)))
  })
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  const hard = setTimeout(() => child.kill('SIGKILL'), 5000)
  await ended
  clearTimeout(hard)
}
