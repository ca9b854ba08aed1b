/** `npm run check`: types, lint, import rules, format and dead code; stops at nothing, fails at the end. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')

/** What is checked, by which tool, and the command that does it. */
const checks: readonly [string, string[]][] = [
  ['types', ['typescript/bin/tsc', '-p', '.']],
  ['types of the interface', ['typescript/bin/tsc', '-p', 'renderer']],
  ['lint', ['oxlint/bin/oxlint']],
  ['format', ['oxfmt/bin/oxfmt', '--check', '.']],
  ['dead code', ['knip/bin/knip.js']],
]

/** Runs every check and gives the names of those that failed. */
export function runChecks(): string[] {
  return checks.flatMap(([name, [script = '', ...flags]]) => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(root, 'node_modules', script), ...flags],
      { cwd: root, encoding: 'utf8' },
    )
    process.stdout.write(`${status === 0 ? '✓' : '✗'} ${name}\n`)
    if (status === 0) return []
    process.stdout.write(`${stdout}${stderr}`)
    return [name]
  })
}

if (import.meta.main) process.exit(runChecks().length === 0 ? 0 : 1)
