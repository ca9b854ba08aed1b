/** The table for people, the same figures for machines, and whether all limits were kept; pure but for the machine's name. */
import { arch, cpus, platform, release, totalmem } from 'node:os'
import {
  type Bound,
  FLOOR,
  type Mark,
  markOf,
  middleOn,
  type Row,
  SERVICE,
  spreadOf,
} from './rows.ts'

export interface Report {
  at: string
  machine: string
  /** What a reader has to know about how it was measured. */
  remarks: readonly string[]
  rows: readonly Row[]
}

const marks: Readonly<Record<Mark, string>> = { goal: '✓', limit: '~', missed: '✗' }

/** Processor, memory and versions, in one line. */
export function describeMachine(): string {
  const [cpu] = cpus()
  const gb = Math.round(totalmem() / 2 ** 30)
  return `${cpus().length} × ${cpu?.model.trim()}, ${gb} GB, ${platform()} ${release()} ${arch()}, Node ${process.version}`
}

/** Other subjects than floor and service, in the order in which they appear. */
function othersOf(rows: readonly Row[]): string[] {
  const all = new Set(rows.flatMap(({ rounds }) => Object.keys(rounds)))
  return [...all].filter((subject) => subject !== FLOOR && subject !== SERVICE)
}

/** A number with as many digits as are worth reading. */
export function figureText(figure: number | undefined): string {
  if (figure === undefined) return ''
  const size = Math.abs(figure)
  if (size >= 1000) return Math.round(figure).toLocaleString('en-US')
  return figure.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3)
}

function boundText(bound: Bound | undefined, isMoreBetter = false): string {
  if (bound === undefined) return ''
  const at = String(bound.at)
  const text = { ratio: `${at} ×`, added: `+${at}`, value: at }[bound.basis]
  return isMoreBetter ? `≥ ${text}` : text
}

/** The ratio to the floor, or what is beyond it where the bounds are about that. */
function comparedText(row: Row): string {
  const isAdded = row.limit?.basis === 'added'
  const figure = middleOn(isAdded ? 'added' : 'ratio', row)
  if (figure === undefined || !Number.isFinite(figure)) return ''
  return isAdded ? `+${figureText(figure)}` : figureText(figure)
}

function otherText(row: Row, subject: string): string {
  const figure = middleOn('value', row, subject)
  const own = middleOn('value', row)
  if (figure === undefined || own === undefined) return figureText(figure)
  return own === 0 ? figureText(figure) : `${figureText(figure)} (${figureText(figure / own)} ×)`
}

/** Markdown. In brackets after another proxy's figure is its ratio to the service's. */
export function tableOf({ at, machine, remarks, rows }: Report): string {
  const others = othersOf(rows)
  const own = ['scenario', 'figure', FLOOR, SERVICE, '× floor', '± %', 'goal', 'limit', '']
  const head = [...own, ...others]
  const lines = rows.map((row) => {
    const mark = markOf(row)
    return [
      row.scenario,
      row.figure,
      figureText(middleOn('value', row, FLOOR)),
      figureText(middleOn('value', row)),
      comparedText(row),
      (spreadOf(row) * 100).toFixed(0),
      boundText(row.goal, row.isMoreBetter),
      boundText(row.limit, row.isMoreBetter),
      mark === undefined ? '' : marks[mark],
      ...others.map((subject) => otherText(row, subject)),
    ]
  })
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`
  const table = line(head) + line(head.map(() => '---')) + lines.map(line).join('')
  const legend =
    'Medians over the rounds; ± is half of the way from the least to the greatest ratio of a round. ✓ goal met, ~ limit kept, ✗ limit missed.'
  return [`${at}, ${machine}`, legend, ...remarks, table].join('\n\n')
}

/** The same with medians, ratios and marks, ready for JSON. */
export function figuresForMachines({ rows, ...report }: Report): object {
  return {
    ...report,
    rows: rows.map((row) => ({
      ...row,
      medians: Object.fromEntries(
        Object.keys(row.rounds).map((subject) => [subject, middleOn('value', row, subject)]),
      ),
      timesFloor: middleOn('ratio', row),
      beyondFloor: middleOn('added', row),
      spread: spreadOf(row),
      mark: markOf(row),
    })),
  }
}

/** The rows whose limit was missed, by name. */
export function missedIn({ rows }: Report): string[] {
  return rows
    .filter((row) => markOf(row) === 'missed')
    .map(({ scenario, figure }) => `${scenario}: ${figure}`)
}
