/**
 * `npm run bench`: our service beside the least a proxy on Node can do, on the same machine in the
 * same run. What can be asked for stands in `usage`.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { build } from './build.ts'
import { ceilingRemarks } from './ceiling.ts'
import { delaySection } from './delay-section.ts'
import { loadSection } from './load-section.ts'
import { logSection } from './log-section.ts'
import { idleSection, slowStreamsSection, startSection } from './memory-section.ts'
import { hasCompiler } from './native.ts'
import { findPeers, type Found } from './peers/peers.ts'
import { canPin } from './processes.ts'
import { profileScenario } from './profile-scenario.ts'
import { describeMachine, figuresForMachines, missedIn, type Report, tableOf } from './report.ts'
import type { Bench, Section } from './section.ts'
import { ours } from './subjects.ts'
import { addressOf, startUpstream } from './upstream.ts'

const usage = `npm run bench -- [options]
  --only TEXT        scenarios whose name contains it
  --rounds N         rounds per scenario, 5 unless set
  --seconds N        length of a round, 2 unless set
  --quick            one short round, little warming up, ten seconds of watching idle processes
  --beside FOLDER    measures another build of the service too: the folder that holds headless.js
  --no-peers         leaves the programs of others out
  --peer NAME=SPEC   where npm gets one of them instead
  --no-build         takes the build that is there
  --json             figures for machines instead of the table
  --check            ends with 1 when a limit was missed
  --profile NAME     no table: where the service's time goes in a load scenario
`

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    quick: { type: 'boolean', default: false },
    beside: { type: 'string', multiple: true, default: [] },
    'no-peers': { type: 'boolean', default: false },
    peer: { type: 'string', multiple: true, default: [] },
    'no-build': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    profile: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})

const say = (line: string) => process.stderr.write(`${line}\n`)
const sections: readonly Section[] = [
  startSection,
  idleSection,
  slowStreamsSection,
  loadSection,
  logSection,
  delaySection,
]

function remarksOf(): string[] {
  return [
    ...(canPin ? [] : ['The programs could not be kept on cores of their own.']),
    ...(hasCompiler
      ? []
      : [
          'There is no C compiler (cc): upstream and load generator ran on Node and may be what limits throughput and latencies.',
        ]),
  ]
}

/** The programs of others, unless they are not wanted. */
function wantedPeers(): Found {
  if (options['no-peers'] || options.profile !== undefined) return { subjects: [], remarks: [] }
  say('Fetching peers…')
  const found = findPeers(
    new Map(options.peer.map((entry) => [entry.split('=')[0] ?? '', entry.replace(/^.*?=/, '')])),
  )
  for (const remark of found.remarks) say(`  ${remark}`)
  return found
}

async function measureAll(bench: Bench, remarks: readonly string[]): Promise<Report> {
  const rows: Report['rows'][number][] = []
  for (const section of sections) rows.push(...(await section(bench)))
  return {
    at: new Date().toISOString(),
    machine: describeMachine(),
    remarks: [...remarksOf(), ...remarks, ...(await ceilingRemarks(bench, rows))],
    rows,
  }
}

async function main(): Promise<void> {
  if (options.help) return void process.stdout.write(usage)
  const isProfile = options.profile !== undefined
  if (!options['no-build']) {
    say('Building…')
    build(isProfile)
  }
  const { subjects, remarks } = wantedPeers()
  const builds = options.beside.map((folder) => ours({ keys: 5000, name: folder, folder }))
  const upstream = await startUpstream()
  const bench: Bench = {
    upstream: addressOf(upstream),
    rounds: Number(options.rounds ?? (options.quick ? 1 : 5)),
    roundMs: Number(options.seconds ?? (options.quick ? 0.5 : 2)) * 1000,
    warmUpMs: options.quick ? 3000 : 30_000,
    idleMs: options.quick ? 10_000 : 60_000,
    others: [...builds, ...subjects],
    isWanted: (scenario) => scenario.includes(options.only),
    say: (line) => say(`  ${line}`),
  }
  try {
    if (options.profile !== undefined) return await profile(bench, options.profile)
    const report = await measureAll(bench, remarks)
    const text = options.json
      ? JSON.stringify(figuresForMachines(report), null, 2)
      : tableOf(report)
    process.stdout.write(`${text}\n`)
    const missed = missedIn(report)
    if (options.check && missed.length > 0) {
      say(`Limits missed:\n${missed.map((name) => `  ${name}`).join('\n')}`)
      process.exitCode = 1
    }
  } finally {
    await upstream.stop()
  }
}

async function profile(bench: Bench, name: string): Promise<void> {
  const { text, profileText } = await profileScenario(bench, name)
  const folder = join(import.meta.dirname, '..', 'artifacts')
  const path = join(folder, `${name.replaceAll(/\W+/g, '-')}.cpuprofile`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(path, profileText)
  process.stdout.write(`${text}\n${path} opens in Chromium's DevTools and in VS Code.\n`)
}

await main()
