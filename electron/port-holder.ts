/** Which program has a port, as far as the operating system tells. */
import { execFile } from 'node:child_process'
import { readlinkSync } from 'node:fs'
import { basename } from 'node:path'

/**
 * The program that listens on a port of this machine, as `nginx (pid 1234)`; undefined where the
 * system does not tell, as for programs of other users.
 * @param timeoutMs how long the system may take to answer
 */
export async function portHolder(
  port: number,
  timeoutMs: number,
  platform: NodeJS.Platform = process.platform,
): Promise<string | undefined> {
  const run = (command: string, args: string[]) => outputOf(command, args, timeoutMs)
  if (platform === 'win32') {
    const pid = pidOfNetstat(await run('netstat', ['-ano', '-p', 'TCP']), port)
    if (pid === undefined) return undefined
    const name = nameOfTasklist(
      await run('tasklist', ['/fi', `PID eq ${pid}`, '/fo', 'csv', '/nh']),
    )
    return textOf({ pid, name })
  }
  const found = holderOfLsof(await run('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc']))
  if (platform !== 'linux') return textOf(found)
  const holder = found ?? holderOfSs(await run('ss', ['-Hltnp', `sport = :${port}`]))
  return textOf(holder && { ...holder, name: programOf(holder.pid) ?? holder.name })
}

/** A process as far as it is known. */
interface Holder {
  pid: string
  name?: string | undefined
}

/** Linux tools give the name of its first thread, which programs change; this is the file it runs. */
function programOf(pid: string): string | undefined {
  try {
    return basename(readlinkSync(`/proc/${pid}/exe`)).replace(/ \(deleted\)$/, '')
  } catch {
    // A program of another user.
    return undefined
  }
}

/** What a command prints; empty when it is missing, fails or takes too long. */
function outputOf(command: string, args: string[], timeoutMs: number): Promise<string> {
  return new Promise((resolve) => {
    execFile(command, args, { timeout: timeoutMs, windowsHide: true }, (_error, stdout) =>
      resolve(stdout),
    )
  })
}

/** Process id of the listener in the table of `netstat -ano`. */
export function pidOfNetstat(table: string, port: number): string | undefined {
  const rows = table.split('\n').map((line) => line.trim().split(/\s+/))
  // The word for "listening" is translated; a listener is a row without a remote address.
  const isListener = ([, local = '', remote = '']: string[]) =>
    local.endsWith(`:${port}`) && /^(0\.0\.0\.0|\[::\]):0$/.test(remote)
  return rows.find(isListener)?.[4]
}

/** Name of the program in the line of `tasklist /fo csv /nh`. */
export function nameOfTasklist(line: string): string | undefined {
  return /^"([^"]+)"/.exec(line.trim())?.[1]
}

/** The first process in the fields of `lsof -Fpc`. */
export function holderOfLsof(fields: string): Holder | undefined {
  const pid = /^p(\d+)$/m.exec(fields)?.[1]
  return pid === undefined ? undefined : { pid, name: /^c(.+)$/m.exec(fields)?.[1] }
}

/** The first process in the table of `ss -ltnp`. */
export function holderOfSs(table: string): Holder | undefined {
  const [, name, pid] = /users:\(\("([^"]+)",pid=(\d+)/.exec(table) ?? []
  return pid === undefined ? undefined : { pid, name }
}

function textOf(holder: Holder | undefined): string | undefined {
  if (holder === undefined) return undefined
  const { name, pid } = holder
  return name === undefined ? `process ${pid}` : `${name} (pid ${pid})`
}
