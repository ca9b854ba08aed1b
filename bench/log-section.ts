/**
 * What the request log costs: one process, asked in turns to remember requests and not to. Two builds
 * beside each other would say less: two processes of one build lie further apart than the log costs.
 */
import { buildWithLogSwitch, LOG_HEADER } from './build.ts'
import { requestLog } from './goals.ts'
import { LEAD_IN_MS } from './load-section.ts'
import { measure, warmUp } from './measure.ts'
import type { Program } from './processes.ts'
import { type Row, SERVICE } from './rows.ts'
import { type Scenario, scenarioNamed } from './scenarios.ts'
import type { Bench } from './section.ts'
import { median, pairwise } from './statistics.ts'
import { ours, type Subject, withPrograms } from './subjects.ts'

const asked = ['chat, 32 connections', 'chat stream, 32 connections', 'native, 32 connections']
/**
 * Of a process, with the log and without; each scenario of a round has a new process. From 300,000
 * remembered requests on each batch would have others sorted first: this many turns make half of that.
 */
const TURNS = 12

const nameOf = (scenario: string) => `request log, ${scenario}`

/** The same, but all its requests say whether they are to be remembered. */
function remembering(subject: Subject, isRemembered: boolean): Subject {
  return {
    ...subject,
    shot(question) {
      const { headers, ...shot } = subject.shot(question)
      return { ...shot, headers: { ...headers, [LOG_HEADER]: isRemembered ? '1' : '0' } }
    },
  }
}

/** CPU per request with the log as a ratio to that without, in turns that begin with the one and the other. */
async function ratioOf(bench: Bench, subject: Subject, program: Program, scenario: Scenario) {
  const ways = [remembering(subject, true), remembering(subject, false)]
  const cpuMs = new Map(ways.map((way) => [way, [] as number[]]))
  for (const way of ways) await warmUp(way, program, scenario, bench.warmUpMs / 2)
  for (let turn = 0; turn < TURNS; turn += 1) {
    for (const way of turn % 2 === 0 ? ways : ways.toReversed()) {
      await measure(way, program, scenario, LEAD_IN_MS)
      const figures = await measure(way, program, scenario, bench.roundMs / 4)
      cpuMs.get(way)?.push(figures.cpuMs)
    }
  }
  const [on = [], off = []] = cpuMs.values()
  return median(pairwise(on, off, (one, base) => one / base))
}

/** How many times the CPU of a service that remembers no requests ours takes. */
export async function logSection(bench: Bench): Promise<Row[]> {
  const wanted = asked.filter((scenario) => bench.isWanted(nameOf(scenario)))
  if (wanted.length === 0) return []
  bench.say('building a service whose request log can be switched')
  const subject = ours({ keys: 5000, folder: await buildWithLogSwitch() })
  const rounds = new Map(wanted.map((scenario) => [scenario, [] as number[]]))
  for (let round = 0; round < bench.rounds; round += 1) {
    // None of them may find the log as full as another left it.
    for (const [scenario, ratios] of rounds) {
      bench.say(nameOf(scenario))
      const ratio = await withPrograms([subject], bench.upstream, (programs) =>
        ratioOf(bench, subject, programs.get(subject) as Program, scenarioNamed(scenario)),
      )
      ratios.push(ratio)
    }
  }
  return [...rounds].map(([scenario, ratios]) => ({
    scenario: nameOf(scenario),
    figure: 'CPU, × that without',
    rounds: { [SERVICE]: ratios },
    ...requestLog,
  }))
}
