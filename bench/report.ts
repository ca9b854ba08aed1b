/** The figures as a table for people: absolute, and as ratios to the floor of the same run. */
import { arch, cpus, platform, release, totalmem } from 'node:os'
import type { Figures } from './measure.ts'

export interface Report {
  machine: string
  at: string
  memory: { subject: string; readyMs: number; idleMb: number; perStreamKb: number[] }[]
  lines: { scenario: string; subject: string; figures: Figures }[]
}

/** Processor, memory and versions, in one line. */
export function describeMachine(): string {
  const [cpu] = cpus()
  const gb = Math.round(totalmem() / 2 ** 30)
  return `${cpus().length} × ${cpu?.model.trim()}, ${gb} GB, ${platform()} ${release()} ${arch()}, Node ${process.version}`
}

/** Markdown; what is measured per event is said in the scenario's name. */
export function tableOf({ machine, at, memory, lines }: Report): string {
  const load = lines.map(({ scenario, subject, figures }) => {
    const base = lines.find(
      (line) => line.scenario === scenario && line.subject === 'floor',
    )?.figures
    return [
      scenario,
      subject,
      figures.requestsPerSecond.toFixed(0),
      ratio(figures.requestsPerSecond, base?.requestsPerSecond),
      figures.cpuMs.toFixed(3),
      ratio(figures.cpuMs, base?.cpuMs),
      figures.p50.toFixed(2),
      figures.p99.toFixed(2),
      figures.firstP50.toFixed(2),
      figures.eventP99 === 0 ? '' : figures.eventP99.toFixed(2),
    ]
  })
  return `${at}, ${machine}\n\n${markdown(
    [
      'scenario',
      'proxy',
      'req/s',
      '× floor',
      'CPU ms',
      '× floor',
      'p50 ms',
      'p99 ms',
      'first byte p50 ms',
      'event p99 ms',
    ],
    load,
  )}\n${markdown(
    ['proxy', 'ready ms', 'idle RSS MB', 'KB per slow stream, 200', 'KB per slow stream, 1,000'],
    memory.map(({ subject, readyMs, idleMb, perStreamKb }) => [
      subject,
      readyMs.toFixed(0),
      idleMb.toFixed(0),
      ...perStreamKb.map((kb) => kb.toFixed(0)),
    ]),
  )}`
}

function ratio(value: number, base: number | undefined): string {
  return base === undefined || base === 0 ? '' : (value / base).toFixed(2)
}

function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`
  return line(head) + line(head.map(() => '---')) + rows.map(line).join('')
}
