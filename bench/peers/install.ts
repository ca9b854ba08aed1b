/** Fetches programs of others from npm into the bench's cache, never into the project. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

const TIMEOUT_MS = 180_000
/** Linked folders would miss what they need. */
const NPM_OPTIONS = '--ignore-scripts --no-audit --no-fund --fetch-retries=0 --install-links'.split(
  ' ',
)

/** Outside of the project, whose packages they must not find. */
function cacheFolder(): string {
  const base = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache')
  const folder = join(base, 'gemini-balance-bench')
  mkdirSync(folder, { recursive: true })
  return folder
}

/** A package of npm's: how it is called in node_modules, and where npm gets it. */
export interface Package {
  name: string
  spec: string
}

/**
 * The folder of a package, fetched with what it needs unless that was done before. Throws with what
 * npm said last when it cannot be had. No scripts of packages run.
 */
export function installed({ name, spec }: Package): string {
  const folder = join(cacheFolder(), `${name}@${spec}`.replaceAll(/[^\w.@-]+/g, '_'))
  const path = join(folder, 'node_modules', name)
  if (existsSync(path)) return path
  // Under another name until it is complete.
  const unfinished = `${folder}.unfinished`
  rmSync(unfinished, { recursive: true, force: true })
  const { status, stderr } = spawnSync(
    'npm',
    ['install', ...NPM_OPTIONS, '--prefix', unfinished, `${name}@${spec}`],
    { encoding: 'utf8', timeout: TIMEOUT_MS, shell: process.platform === 'win32' },
  )
  if (status !== 0) {
    rmSync(unfinished, { recursive: true, force: true })
    throw new Error(reasonIn(stderr))
  }
  rmSync(folder, { recursive: true, force: true })
  renameSync(unfinished, folder)
  return path
}

/** What npm says went wrong, without its prefixes and the place of its log. */
export function reasonIn(stderr: string): string {
  const lines = stderr.split('\n').map((line) => line.replace(/^npm (error|ERR!)\s*/, '').trim())
  return (
    lines.find((line) => line.includes('failed, reason') || line.startsWith('404')) ??
    lines.find((line) => line !== '') ??
    'npm said nothing'
  )
}
