/** Proxies of others that translate chats to Gemini, as subjects of the bench. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { type Program, start } from '../processes.ts'
import type { Question, Subject } from '../subjects.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { installed, type Package } from './install.ts'

export interface Peer {
  name: string
  package: Package
  /** The peer as a subject; what npm has fetched is in `folder`. */
  subject(folder: string): Subject
}

const KEY = 'bench-key-of-nobody'

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** The upstream stands in a header of every request. */
function portkeySubject(folder: string): Subject {
  let customHost = ''
  return {
    name: 'Portkey',
    isPeer: true,
    dialects: ['chat'],
    shot: ({ body }) => ({
      path: '/v1/chat/completions',
      headers: {
        authorization: `Bearer ${KEY}`,
        'x-portkey-provider': 'google',
        'x-portkey-custom-host': customHost,
      },
      body,
    }),
    async start(upstream) {
      customHost = `${upstream}/v1beta`
      const port = await freePort()
      const main = join(folder, 'build', 'start-server.js')
      return start('measured', [process.execPath, main, `--port=${port}`, '--headless'], {
        port,
        env: { NODE_ENV: 'production' },
      })
    },
  }
}

/** The same chat in Anthropic's form, which this one takes. */
function anthropicBody({ model, stream, body }: Question): string {
  const { messages } = JSON.parse(body) as { messages: { role: string; content: string }[] }
  const system = messages.find(({ role }) => role === 'system')?.content
  return JSON.stringify({
    model: `gemini,${model}`,
    max_tokens: 4096,
    stream,
    system,
    messages: messages.filter(({ role }) => role !== 'system'),
  })
}

/** A home with its configuration, gone when the program has ended. */
async function startRouter(folder: string, upstream: string): Promise<Program> {
  const home = temporaryFolder()
  const port = await freePort()
  const provider = {
    name: 'gemini',
    api_base_url: `${upstream}/v1beta/models/`,
    api_key: KEY,
    models: ['gemini-3.8-flash'],
    transformer: { use: ['gemini'] },
  }
  mkdirSync(join(home.path, '.claude-code-router'))
  writeFileSync(
    join(home.path, '.claude-code-router', 'config.json'),
    JSON.stringify({
      PORT: port,
      HOST: '127.0.0.1',
      LOG: false,
      NON_INTERACTIVE_MODE: true,
      Providers: [provider],
      Router: { default: 'gemini,gemini-3.8-flash' },
    }),
  )
  const program = await start(
    'measured',
    [process.execPath, join(folder, 'dist', 'cli.js'), 'start'],
    { port, env: { HOME: home.path, USERPROFILE: home.path, NODE_ENV: 'production' } },
  )
  program.child.once('exit', home.remove)
  return program
}

const claudeCodeRouter: Peer = {
  name: 'claude-code-router',
  // The last that is a server of its own; 3 is a desktop app.
  package: { name: '@musistudio/claude-code-router', spec: '2.0.0' },
  subject: (folder) => ({
    name: 'claude-code-router',
    isPeer: true,
    dialects: ['chat'],
    shot: (question) => ({
      path: '/v1/messages',
      headers: { 'x-api-key': KEY },
      body: anthropicBody(question),
    }),
    start: (upstream) => startRouter(folder, upstream),
  }),
}

const portkey: Peer = {
  name: 'Portkey',
  package: { name: '@portkey-ai/gateway', spec: '1.15.2' },
  subject: portkeySubject,
}

const openaiGemini: Peer = {
  name: 'openai-gemini',
  package: {
    name: 'openai-gemini',
    spec: 'github:PublicAffairs/openai-gemini#703aaad2a7788c393b0aa974a02eb58485ba2e72',
  },
  subject: (folder) => ({
    name: 'openai-gemini',
    isPeer: true,
    dialects: ['chat'],
    shot: ({ body }) => ({
      path: '/v1/chat/completions',
      headers: { authorization: `Bearer ${KEY}` },
      body,
    }),
    async start(upstream) {
      const port = await freePort()
      const redirect = join(import.meta.dirname, 'redirect-google.js')
      return start('measured', [process.execPath, '--import', redirect, join(folder, 'node.mjs')], {
        port,
        env: { PORT: String(port), BENCH_UPSTREAM: upstream, NODE_ENV: 'production' },
      })
    },
  }),
}

export const peers: readonly Peer[] = [openaiGemini, portkey, claudeCodeRouter]

/** Peers that can be had, and a sentence for each that cannot. */
export interface Found {
  subjects: Subject[]
  remarks: string[]
}

/** Compared with in performance.md, and no program of npm's. */
const NOT_ON_NPM = 'gemini-balance, a Python program, is not on npm and was not measured.'

/**
 * Fetches the peers from npm.
 * @param sources where to get one instead, as npm's specs by the peer's name
 */
export function findPeers(sources: ReadonlyMap<string, string>): Found {
  const found: Found = { subjects: [], remarks: [NOT_ON_NPM] }
  for (const peer of peers) {
    const spec = sources.get(peer.name) ?? peer.package.spec
    try {
      found.subjects.push(peer.subject(installed({ ...peer.package, spec })))
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      found.remarks.push(`${peer.name} could not be had from npm and was not measured: ${reason}`)
    }
  }
  return found
}
