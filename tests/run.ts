/** `npm test`: every check and every test; the last line counts them, and every skip has a reason. */
import { join } from 'node:path'
import { startVitest } from 'vitest/node'
import type { TestCase, TestModule } from 'vitest/node'
import { runChecks } from './check.ts'
import { prepareSystem } from './prepare.ts'

interface Tally {
  passed: number
  failed: number
  skipped: string[]
}

function tally(modules: readonly TestModule[]): Tally {
  const sum: Tally = { passed: 0, failed: 0, skipped: [] }
  for (const module of modules) {
    // A file that does not even load has no test to fail.
    if (module.errors().length > 0) sum.failed += 1
    for (const test of module.children.allTests()) count(test, sum)
  }
  return sum
}

function count(test: TestCase, sum: Tally): void {
  const { state } = test.result()
  if (state === 'passed') sum.passed += 1
  else if (state === 'failed') sum.failed += 1
  else sum.skipped.push(test.fullName)
}

prepareSystem()
const failedChecks = runChecks()
const vitest = await startVitest('test', process.argv.slice(2), {
  root: join(import.meta.dirname, '..'),
  watch: false,
  reporters: process.env['CI'] === undefined ? ['default'] : ['dot'],
})
const { passed, failed, skipped } = tally(vitest.state.getTestModules())
const strayErrors = vitest.state.getUnhandledErrors().length
await vitest.close()

for (const name of failedChecks) process.stdout.write(`check failed: ${name}\n`)
for (const name of skipped) process.stdout.write(`skipped: ${name}\n`)
const allFailed = failed + failedChecks.length + strayErrors
process.stdout.write(`\n${passed} passed, ${allFailed} failed, ${skipped.length} skipped\n`)
process.exit(allFailed === 0 && passed > 0 ? 0 : 1)
