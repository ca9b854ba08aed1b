/** A disk of its own for a data folder, so small that it can be filled. */
import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, rmdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface SmallDisk extends Disposable {
  readonly dataDir: string
  /** Leaves no room for a single byte. */
  fill(): void
  /** Makes room again. */
  clear(): void
}

/** Why there cannot be one here: only the system's administrator may mount a disk. */
export const whyNoDisk = triedOut()

function triedOut(): string | undefined {
  if (process.platform !== 'linux') return 'needs tmpfs'
  try {
    mountDisk(1)[Symbol.dispose]()
    return undefined
  } catch {
    return 'needs to be root to mount a small disk'
  }
}

/** Mounts a disk in memory. Throws where that is not allowed. */
export function mountDisk(megabytes: number): SmallDisk {
  const dataDir = mkdtempSync(join(tmpdir(), 'gemini-balance-disk-'))
  const ballast = join(dataDir, 'ballast')
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', dataDir], {
      stdio: 'ignore',
    })
  } catch (error) {
    rmdirSync(dataDir)
    throw error
  }
  return {
    dataDir,
    fill() {
      for (const size of [65_536, 4096, 1]) fillWith(ballast, Buffer.alloc(size))
    },
    clear: () => rmSync(ballast, { force: true }),
    [Symbol.dispose]() {
      execFileSync('umount', [dataDir])
      rmdirSync(dataDir)
    },
  }
}

function fillWith(path: string, bytes: Buffer): void {
  try {
    for (;;) appendFileSync(path, bytes)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
  }
}
