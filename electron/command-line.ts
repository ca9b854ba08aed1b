/** The flags of the headless service (design §5.1). */
import { parseArgs } from 'node:util'
import { quoted } from './shared/quoted.ts'

/** What the person asked for; a flag that was not given is absent. */
export type CommandLine =
  | {
      readonly kind: 'run'
      readonly host?: string
      readonly port?: number
      readonly dataDir?: string
      readonly demo: boolean
      readonly console: boolean
    }
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'version' }

/** A command line that cannot be understood; the message is one line naming the flag. */
export class CommandLineError extends Error {
  override readonly name = 'CommandLineError'
  readonly code = 'COMMAND_LINE_INVALID'

  constructor(complaint: string) {
    super(`${complaint}; --help lists the flags`)
  }
}

const options = {
  host: { type: 'string' },
  port: { type: 'string' },
  'data-dir': { type: 'string' },
  demo: { type: 'boolean' },
  'no-console': { type: 'boolean' },
  help: { type: 'boolean' },
  version: { type: 'boolean' },
} as const

const helpText = `Usage: npm run serve -- [flags]

  --host H        address to listen on, 127.0.0.1 unless set; others need an access token
  --port P        port to listen on, 0 to 65535, 8000 unless set; 0 takes any free one
  --data-dir D    folder for settings, request log and images
  --demo          answer from the built-in emulator, without a key or a network
  --no-console    do not serve the web console
  --help          show this text
  --version       show the version

Settings come from flags, then the environment and .env (API_KEYS, ALLOWED_TOKENS, AUTH_TOKEN, ...),
then settings.json in the data folder.
`

/**
 * What a command line (without the program's own name) asks for; the last of a repeated flag counts
 * and --help goes before --version. Throws CommandLineError for anything it does not know.
 */
export function parseCommandLine(argv: readonly string[]): CommandLine {
  // Not strict, because Node's own complaints are several sentences; the checks below replace them.
  const { tokens } = parseArgs({ args: [...argv], options, strict: false, tokens: true })
  const flags = new Set<string>()
  const texts = new Map<string, string>()
  for (const token of tokens) {
    if (token.kind === 'positional') {
      throw new CommandLineError(`Unexpected argument ${quoted(token.value)}`)
    }
    if (token.kind === 'option-terminator') continue
    if (takesValue(token.name)) texts.set(token.name, valueOf(token))
    else flags.add(flagOf(token))
  }
  if (flags.has('help')) return { kind: 'help', text: helpText }
  if (flags.has('version')) return { kind: 'version' }
  return {
    kind: 'run',
    ...runOptions(texts),
    demo: flags.has('demo'),
    console: !flags.has('no-console'),
  }
}

interface OptionToken {
  readonly name: string
  readonly rawName: string
  readonly value: string | undefined
  readonly inlineValue: boolean | undefined
}

function takesValue(name: string): boolean {
  return Object.entries(options).some(([known, { type }]) => known === name && type === 'string')
}

function valueOf({ rawName, value, inlineValue }: OptionToken): string {
  // `--host --demo` forgot the host; `--port -1` is left to the check of the port.
  const isNextFlag = inlineValue !== true && value !== undefined && /^--?[a-z]/i.test(value)
  if (value === undefined || value.trim() === '' || isNextFlag) {
    throw new CommandLineError(`${rawName} needs a value`)
  }
  return value
}

function flagOf({ name, rawName, value }: OptionToken): string {
  if (!Object.hasOwn(options, name)) throw new CommandLineError(`Unknown flag ${shown(rawName)}`)
  if (value !== undefined) throw new CommandLineError(`${rawName} takes no value`)
  return name
}

function shown(flag: string): string {
  return quoted(flag).replace(/^"|"$/g, '')
}

function runOptions(texts: ReadonlyMap<string, string>) {
  const host = texts.get('host')
  const port = texts.get('port')
  const dataDir = texts.get('data-dir')
  return {
    ...(host !== undefined && { host }),
    ...(port !== undefined && { port: parsePort(port) }),
    ...(dataDir !== undefined && { dataDir }),
  }
}

function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (port <= 65_535) return port
  throw new CommandLineError(
    `--port must be a whole number between 0 and 65535, not ${quoted(text)}`,
  )
}
