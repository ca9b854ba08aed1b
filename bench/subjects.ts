/** The proxies that are measured, and how each is talked to. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import packageJson from '../package.json' with { type: 'json' }
import type { Shot } from './load-order.ts'
import { type Program, startNode } from './processes.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** Ways of asking; a subject that cannot do one leaves the scenario out. */
export type Dialect = 'chat' | 'native' | 'embeddings'

/** What is asked of a subject. */
export interface Question {
  readonly dialect: Dialect
  readonly model: string
  readonly stream: boolean
  readonly body: string
}

export interface Subject {
  readonly name: string
  /** Another's program; measured only where it is compared with. */
  readonly isPeer?: boolean
  readonly dialects: readonly Dialect[]
  /** The question as a request to this subject. */
  shot(question: Question): Shot
  /**
   * Starts it in front of an upstream.
   * @param options.hasProbe asks for what only the probe can tell
   */
  start(upstream: string, options?: { hasProbe?: boolean }): Promise<Program>
}

/**
 * Starts subjects one after the other, each once the one before is `settled`, and stops them all once
 * they have been used, whatever comes of it.
 */
export async function withPrograms<Result>(
  subjects: readonly Subject[],
  upstream: string,
  use: (programs: ReadonlyMap<Subject, Program>) => Promise<Result>,
  settled?: (program: Program) => Promise<void>,
): Promise<Result> {
  const programs = new Map<Subject, Program>()
  try {
    for (const subject of subjects) {
      const program = await subject.start(upstream)
      programs.set(subject, program)
      await settled?.(program)
    }
    return await use(programs)
  } finally {
    for (const program of programs.values()) await program.stop()
  }
}

const TOKEN = 'bench-token'
const root = join(import.meta.dirname, '..')

/** Where the built service is. */
export const builtService: string = join(root, 'out')

/** What `npm run serve` tells Node. */
const SERVE_FLAGS = packageJson.scripts.serve.split(' ').filter((word) => word.startsWith('--'))

/** Google's own path, which the native dialect shares with the floor. */
function nativePath({ dialect, model, stream }: Question): string {
  if (dialect === 'embeddings') return `/v1beta/models/${model}:batchEmbedContents`
  return `/v1beta/models/${model}:${stream ? 'streamGenerateContent?alt=sse' : 'generateContent'}`
}

/** The least a proxy on Node can do; everything is a ratio to it. */
export const floor: Subject = {
  name: 'floor',
  dialects: ['chat', 'native', 'embeddings'],
  // The same bytes, but for their address: it does not look at them.
  shot: (question) => ({ path: nativePath(question), headers: {}, body: question.body }),
  start: (upstream, options) =>
    startNode([join(import.meta.dirname, 'floor.js'), upstream], options),
}

/** Keys of the right form that no Google has ever issued. */
export function benchKeys(count: number): string[] {
  return Array.from(
    { length: count },
    (_, at) => `bench-key-${String(at).padStart(6, '0')}-of-nobody`,
  )
}

function oursShot(question: Question): Shot {
  const { dialect, body } = question
  if (dialect === 'native') {
    return { path: nativePath(question), headers: { 'x-goog-api-key': TOKEN }, body }
  }
  const path = dialect === 'chat' ? '/v1/chat/completions' : '/v1/embeddings'
  return { path, headers: { authorization: `Bearer ${TOKEN}` }, body }
}

export interface OursOptions {
  /** How many keys stand in its pool. */
  keys: number
  name?: string
  /** Where its build is, if it is another than this checkout's. */
  folder?: string
}

/** A built headless service with everything on that is on by default. */
export function ours({
  keys,
  name = 'gemini-balance',
  folder = builtService,
}: OursOptions): Subject {
  return {
    name,
    dialects: ['chat', 'native', 'embeddings'],
    shot: oursShot,
    async start(upstream, options) {
      const home = temporaryFolder()
      // A file and not the environment: 5,000 keys are longer than one variable may be.
      writeFileSync(
        join(home.path, '.env'),
        `API_KEYS='${JSON.stringify(benchKeys(keys))}'\nALLOWED_TOKENS='["${TOKEN}"]'\nBASE_URL=${upstream}/v1beta\nCHECK_INTERVAL_HOURS=0\nPROXIES='["none"]'\n`,
      )
      const flags = ['--port', '0', '--data-dir', join(home.path, 'data')]
      const program = await startNode([...SERVE_FLAGS, join(folder, 'headless.js'), ...flags], {
        ...options,
        cwd: home.path,
      })
      program.child.once('exit', home.remove)
      return program
    },
  }
}
