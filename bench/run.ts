/**
 * `npm run bench`: our service beside the least a proxy on Node can do and beside the programs of
 * others, on the same machine in the same run; some 30 minutes on a machine that does nothing else.
 * What can be asked for stands in `usage` (options.ts); `npm run bench -- --profile 'native, 32
 * connections'` shows where the time goes.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from './build.ts'
import { ceilingRemarks } from './ceiling.ts'
import { delaySection } from './delay-section.ts'
import { loadSection } from './load-section.ts'
import { logSection } from './log-section.ts'
import { idleSection, slowStreamsSection, startSection } from './memory-section.ts'
import { hasCompiler } from './native.ts'
import { OptionError, type Options, parseOptions, usage } from './options.ts'
import { findPeers, type Found } from './peers/peers.ts'
import { canPin } from './processes.ts'
import { profileScenario } from './profile-scenario.ts'
import { describeMachine, figuresForMachines, missedIn, type Report, tableOf } from './report.ts'
import type { Row } from './rows.ts'
import { scenarioNamed } from './scenarios.ts'
import type { Bench, Section } from './section.ts'
import { ours, type Subject } from './subjects.ts'
import { addressOf, startUpstream } from './upstream.ts'
import { verify } from './verify.ts'

const say = (line: string) => process.stderr.write(`${line}\n`)
const sections: readonly Section[] = [
  startSection,
  idleSection,
  slowStreamsSection,
  loadSection,
  logSection,
  delaySection,
]

const NOT_PINNED = 'The programs could not be kept on cores of their own.'
const NO_COMPILER =
  'There is no C compiler (cc): upstream and load generator ran on Node and may be what limits throughput and latencies.'

/** The programs of others that can be had and answer, unless they are not wanted. */
async function wantedPeers({ hasPeers, peerSources }: Options, upstream: string): Promise<Found> {
  if (!hasPeers) return { subjects: [], remarks: [] }
  say('Fetching peers…')
  const found = findPeers(peerSources)
  const working: Found = { subjects: [], remarks: found.remarks }
  for (const subject of found.subjects) {
    const reason = await whyNot(subject, upstream)
    if (reason === undefined) working.subjects.push(subject)
    else working.remarks.push(`${subject.name} was not measured: ${reason}`)
  }
  for (const remark of working.remarks) say(`  ${remark}`)
  return working
}

/** Why a program cannot be measured; undefined where it starts and answers. */
async function whyNot(subject: Subject, upstream: string): Promise<string | undefined> {
  try {
    const program = await subject.start(upstream)
    try {
      await verify(subject, program, scenarioNamed('chat, 32 connections'))
      await verify(subject, program, scenarioNamed('chat stream, 32 connections'))
    } finally {
      await program.stop()
    }
  } catch (error) {
    return messageOf(error)
  }
  return undefined
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

async function measureAll(bench: Bench, remarks: readonly string[]): Promise<Report> {
  const at = new Date().toISOString()
  const rows: Row[] = []
  for (const section of sections) {
    try {
      rows.push(...(await section(bench)))
    } catch (error) {
      bench.fail('a part', error)
    }
  }
  if (rows.length === 0)
    throw new OptionError('Nothing was measured; --only names no scenario, or see above')
  return {
    at,
    machine: describeMachine(),
    remarks: [
      ...(canPin ? [] : [NOT_PINNED]),
      ...(hasCompiler ? [] : [NO_COMPILER]),
      ...remarks,
      ...(await ceilingRemarks(bench, rows)),
    ],
    rows,
  }
}

function print(report: Report, { isJson, isCheck }: Options): void {
  const text = isJson ? JSON.stringify(figuresForMachines(report), null, 2) : tableOf(report)
  process.stdout.write(`${text}\n`)
  const missed = missedIn(report)
  if (!isCheck || missed.length === 0) return
  say(`Limits missed:\n${missed.map((name) => `  ${name}`).join('\n')}`)
  process.exitCode = 1
}

async function profile(bench: Bench, name: string): Promise<void> {
  const { text, profileText } = await profileScenario(bench, name)
  const folder = join(import.meta.dirname, '..', 'artifacts')
  const path = join(folder, `${name.replaceAll(/\W+/g, '-')}.cpuprofile`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(path, profileText)
  process.stdout.write(`${text}\n${path} opens in Chromium's DevTools and in VS Code.\n`)
}

async function run(options: Options): Promise<void> {
  // Before minutes are spent on building.
  if (options.profile !== undefined) scenarioNamed(options.profile)
  if (!options.isBuilt) {
    say('Building…')
    build(options.profile !== undefined)
  }
  const builds = options.beside.map((folder) => ours({ keys: 5000, name: folder, folder }))
  const upstream = await startUpstream()
  try {
    const { subjects, remarks } = await wantedPeers(options, addressOf(upstream))
    const bench: Bench = {
      ...options,
      upstream: addressOf(upstream),
      others: [...builds, ...subjects],
      isWanted: (scenario) => scenario.includes(options.only),
      say: (line) => say(`  ${line}`),
      fail(what, error) {
        remarks.push(`Not measured: ${what}, because ${messageOf(error)}`)
        say(`  ${remarks.at(-1)}`)
        process.exitCode = 1
      },
    }
    if (options.profile !== undefined) await profile(bench, options.profile)
    else print(await measureAll(bench, remarks), options)
  } finally {
    await upstream.stop()
  }
}

try {
  const options = parseOptions(process.argv.slice(2))
  if (options.isHelp) process.stdout.write(usage)
  else await run(options)
} catch (error) {
  if (!(error instanceof OptionError)) throw error
  say(error.message)
  process.exitCode = 2
}
