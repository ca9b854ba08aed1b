/** What `npm run bench` is asked; pure. */
import { parseArgs } from 'node:util'

export const usage = `npm run bench -- [options]
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
  --help
`

/** An option that cannot be used as it is; the message is one line for a person. */
export class OptionError extends Error {}

export interface Options {
  only: string
  rounds: number
  roundMs: number
  /** Longest time for warming up a subject for a scenario. */
  warmUpMs: number
  idleMs: number
  beside: readonly string[]
  hasPeers: boolean
  /** Where npm gets peers instead, by name. */
  peerSources: ReadonlyMap<string, string>
  isBuilt: boolean
  isJson: boolean
  isCheck: boolean
  /** Name of the scenario to profile. */
  profile: string | undefined
  isHelp: boolean
}

function read(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
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
    }).values
  } catch (error) {
    throw new OptionError(error instanceof Error ? error.message : String(error))
  }
}

/** A positive number, whole where it counts something. */
function numberOf(name: string, text: string | undefined, preset: number, isWhole: boolean) {
  const number = Number(text ?? preset)
  if (number > 0 && Number.isFinite(number) && (!isWhole || Number.isInteger(number))) return number
  throw new OptionError(`--${name} must be a ${isWhole ? 'whole ' : ''}number above 0`)
}

function sourceOf(entry: string): [string, string] {
  const [, name, spec] = /^([^=]+)=(.+)$/.exec(entry) ?? []
  if (name === undefined || spec === undefined) throw new OptionError('--peer must be NAME=SPEC')
  return [name, spec]
}

/** Reads the words of the command line. Throws `OptionError`. */
export function parseOptions(args: readonly string[]): Options {
  const values = read(args)
  const { quick, profile } = values
  return {
    only: values.only,
    rounds: numberOf('rounds', values.rounds, quick ? 1 : 5, true),
    roundMs: numberOf('seconds', values.seconds, quick ? 0.5 : 2, false) * 1000,
    warmUpMs: quick ? 3000 : 30_000,
    idleMs: quick ? 10_000 : 60_000,
    beside: values.beside,
    hasPeers: !values['no-peers'] && profile === undefined,
    peerSources: new Map(values.peer.map(sourceOf)),
    isBuilt: values['no-build'],
    isJson: values.json,
    isCheck: values.check,
    profile,
    isHelp: values.help,
  }
}
