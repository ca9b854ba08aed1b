/** `npm run bench -- --profile 'native, 32 connections'`: where the service's time goes under that load. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { measure, warmUp } from './measure.ts'
import { byFile, byFunction, type CpuProfile, linesOf, sourceLocator } from './profile.ts'
import { scenarioNamed } from './scenarios.ts'
import type { Bench } from './section.ts'
import { ours } from './subjects.ts'
import { temporaryFolder } from './temporary-folder.ts'

const FUNCTIONS_SHOWN = 40
const FILES_SHOWN = 25

/**
 * Profiles the service's main thread, warm, for all rounds together. Gives the functions and files
 * that took most time themselves, and V8's profile. Throws when no scenario has that name.
 */
export async function profileScenario(bench: Bench, name: string) {
  const scenario = scenarioNamed(name)
  const subject = ours({ keys: 5000 })
  const folder = temporaryFolder()
  const path = join(folder.path, 'profile')
  const program = await subject.start(bench.upstream, { hasProbe: true })
  try {
    bench.say('warming up')
    await warmUp(subject, program, scenario, bench.warmUpMs)
    bench.say('profiling')
    await program.ask('profile')
    for (let round = 0; round < bench.rounds; round += 1) {
      await measure(subject, program, scenario, bench.roundMs)
    }
    await program.ask('end-profile', path)
    const profileText = readFileSync(path, 'utf8')
    const functions = byFunction(JSON.parse(profileText) as CpuProfile, sourceLocator())
    const text = `${name}: self time of the main thread, idle time left out\n\nFunctions\n${linesOf(functions, FUNCTIONS_SHOWN)}\nFiles\n${linesOf(byFile(functions), FILES_SHOWN)}`
    return { text, profileText }
  } finally {
    await program.stop()
    folder.remove()
  }
}
