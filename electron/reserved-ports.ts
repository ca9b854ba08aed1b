/** Ports that Windows keeps for Hyper-V, WSL and containers: nothing listens there, and nothing may. */
import { execFile } from 'node:child_process'

export interface PortRange {
  first: number
  last: number
}

/**
 * The reserved range that a port is in; undefined where it is in none, or the system has no such
 * thing.
 * @param timeoutMs how long the system may take to answer
 */
export async function reservedRangeOf(
  port: number,
  timeoutMs: number,
  platform: NodeJS.Platform = process.platform,
): Promise<PortRange | undefined> {
  if (platform !== 'win32') return undefined
  const table = await new Promise<string>((resolve) => {
    const args = ['interface', 'ipv4', 'show', 'excludedportrange', 'protocol=tcp']
    // Empty when it is missing, fails or takes too long.
    execFile('netsh', args, { timeout: timeoutMs, windowsHide: true }, (_error, stdout) =>
      resolve(stdout),
    )
  })
  return rangesOfNetsh(table).find(({ first, last }) => first <= port && port <= last)
}

/** The ranges in the table of `netsh … show excludedportrange`, whatever its language. */
export function rangesOfNetsh(table: string): PortRange[] {
  return [...table.matchAll(/^\s*(\d+)\s+(\d+)\s*\*?\s*$/gm)].map(([, first, last]) => ({
    first: Number(first),
    last: Number(last),
  }))
}
