/** The proxies that are measured, and how each is talked to. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Program, start } from './processes.ts'

/** Ways of asking; a subject that cannot do one leaves the scenario out. */
export type Dialect = 'chat' | 'native' | 'embeddings'

export interface Subject {
  readonly name: string
  readonly dialects: readonly Dialect[]
  /** Path and headers for a request. */
  address(dialect: Dialect, model: string, stream: boolean): Address
  start(upstream: string): Promise<Program>
}

export interface Address {
  path: string
  headers: Record<string, string>
}

const TOKEN = 'bench-token'
const root = join(import.meta.dirname, '..')

/** Google's own path, which the native dialect shares with the floor. */
function nativePath(dialect: Dialect, model: string, stream: boolean): string {
  if (dialect === 'embeddings') return `/v1beta/models/${model}:batchEmbedContents`
  return `/v1beta/models/${model}:${stream ? 'streamGenerateContent?alt=sse' : 'generateContent'}`
}

/** The least a proxy on Node can do; everything is a ratio to it. */
export const floor: Subject = {
  name: 'floor',
  dialects: ['chat', 'native', 'embeddings'],
  address: (dialect, model, stream) => ({ path: nativePath(dialect, model, stream), headers: {} }),
  start: (upstream) => start([join(import.meta.dirname, 'floor.ts'), upstream], 'measured'),
}

/** Keys of the right form that no Google has ever issued. */
export function benchKeys(count: number): string[] {
  return Array.from(
    { length: count },
    (_, at) => `bench-key-${String(at).padStart(6, '0')}-of-nobody`,
  )
}

/**
 * Our built headless service.
 * @param keys how many keys stand in its pool
 */
export function ours(keys: number, name = 'gemini-balance'): Subject {
  return {
    name,
    dialects: ['chat', 'native', 'embeddings'],
    address(dialect, model, stream) {
      if (dialect === 'native') {
        return { path: nativePath(dialect, model, stream), headers: { 'x-goog-api-key': TOKEN } }
      }
      const path = dialect === 'chat' ? '/v1/chat/completions' : '/v1/embeddings'
      return { path, headers: { authorization: `Bearer ${TOKEN}` } }
    },
    async start(upstream) {
      const folder = mkdtempSync(join(tmpdir(), 'gemini-balance-bench-'))
      // A file and not the environment: 5,000 keys are longer than one variable may be.
      writeFileSync(
        join(folder, '.env'),
        `API_KEYS='${JSON.stringify(benchKeys(keys))}'\nALLOWED_TOKENS='["${TOKEN}"]'\nBASE_URL=${upstream}/v1beta\nCHECK_INTERVAL_HOURS=0\nPROXIES='["none"]'\n`,
      )
      const program = await start(
        [join(root, 'out', 'headless.js'), '--port', '0', '--data-dir', join(folder, 'data')],
        'measured',
        { cwd: folder },
      )
      program.child.once('exit', () => rmSync(folder, { recursive: true, force: true }))
      return program
    },
  }
}
