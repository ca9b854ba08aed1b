/**
 * `npm run bench`: our service beside the least a proxy on Node can do, on the same machine in the
 * same run. `--seconds 3` length of a round, `--rounds 3`, `--only TEXT` scenarios whose name
 * contains it, `--json` figures for machines.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { type Figures, measure, medianOf, orderOf } from './measure.ts'
import { ask, launch, type Program, start } from './processes.ts'
import { describeMachine, type Report, tableOf } from './report.ts'
import { scenarios, slowStreams } from './scenarios.ts'
import { floor, ours, type Subject } from './subjects.ts'

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '3' },
    only: { type: 'string', default: '' },
    json: { type: 'boolean', default: false },
  },
})
const roundMs = Number(options.seconds) * 1000
const rounds = Number(options.rounds)

const say = (line: string) => process.stderr.write(`${line}\n`)

function build(): void {
  const root = join(import.meta.dirname, '..')
  const { status } = spawnSync('npm', ['run', '-s', 'build'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  })
  if (status !== 0) throw new Error('The service could not be built')
}

/** All scenarios, subjects taking turns within each round so that both see the same machine. */
async function loadFigures(generator: Program['child'], programs: Map<Subject, Program>) {
  const lines: Report['lines'] = []
  for (const scenario of scenarios.filter(({ name }) => name.includes(options.only))) {
    const figures = new Map<Subject, Figures[]>()
    for (let round = 0; round < rounds; round += 1) {
      for (const [subject, program] of programs) {
        if (!subject.dialects.includes(scenario.dialect)) continue
        const measured = await measure({ generator, roundMs }, subject, program, scenario)
        figures.set(subject, [...(figures.get(subject) ?? []), measured])
      }
    }
    for (const [subject, measured] of figures) {
      lines.push({ scenario: scenario.name, subject: subject.name, figures: medianOf(measured) })
    }
    say(`  ${scenario.name}`)
  }
  return lines
}

/** Most bytes a program had while something went on; asked one at a time, it may answer late. */
async function peakDuring(load: Promise<unknown>, program: Program): Promise<number> {
  const end = load.then(() => true)
  let peak = 0
  let isOver = false
  while (!isOver) {
    const { rssBytes } = await program.usage()
    peak = Math.max(peak, rssBytes)
    isOver = await Promise.race([end, setTimeout(250, false)])
  }
  return peak
}

/** Memory that slow streams take, and what a subject takes idle; each in a fresh process. */
async function memoryOf(generator: Program['child'], subject: Subject, upstream: string) {
  const program = await subject.start(upstream)
  const { readyMs } = program
  const idle = await program.usage()
  const perStreamKb: number[] = []
  for (const count of [200, 1000]) {
    const scenario = slowStreams(count)
    const before = await program.usage()
    const load = ask(generator, orderOf(subject, program, scenario, roundMs))
    const peak = await peakDuring(load, program)
    perStreamKb.push((peak - before.rssBytes) / count / 1000)
  }
  await program.stop()
  return { subject: subject.name, readyMs, idleMb: idle.rssBytes / 1e6, perStreamKb }
}

build()
const upstream = await start([join(import.meta.dirname, 'mock-upstream.ts')], 'other')
const upstreamUrl = `http://127.0.0.1:${upstream.port}`
const generator = launch([join(import.meta.dirname, 'load.ts')], 'other')
generator.stderr?.pipe(process.stderr)
const subjects = [floor, ours(5000)]

say('Memory and start')
const memory: Report['memory'] = []
if (options.only === '') {
  for (const subject of [floor, ours(1, 'gemini-balance, 1 key'), ours(5000)]) {
    memory.push(await memoryOf(generator, subject, upstreamUrl))
  }
}
say('Load')
const programs = new Map<Subject, Program>()
for (const subject of subjects) programs.set(subject, await subject.start(upstreamUrl))
const lines = await loadFigures(generator, programs)
for (const program of programs.values()) await program.stop()
generator.kill()
await upstream.stop()

const report: Report = { machine: describeMachine(), at: new Date().toISOString(), memory, lines }
process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : tableOf(report))
