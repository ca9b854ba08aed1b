import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

/**
 * undici and fastify load node:http2 (10 MB of memory) in case somebody uses it. Nobody here does:
 * the way out says `allowH2: false`, the server speaks HTTP/1.1.
 */
const withoutHttp2 = {
  name: 'without-http2',
  enforce: 'pre' as const,
  resolveId: (id: string) => (/^(node:)?http2$/.test(id) ? '\0http2' : null),
  load: (id: string) => (id === '\0http2' ? 'export const constants = {}' : null),
}

/** One character beyond Latin-1 makes V8 keep the whole source in two bytes per character. */
const asciiOnly = {
  name: 'ascii-only',
  generateBundle(_options: unknown, bundle: Record<string, { type: string; code?: string }>) {
    for (const chunk of Object.values(bundle)) {
      // By UTF-16 unit, so that what needs two of them becomes two escapes.
      chunk.code &&= chunk.code.replace(/[^\0-\x7f]/g, (unit) => {
        return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
      })
    }
  },
}

/** A bundle that runs on Node: one self-contained file starts far faster than node_modules resolves. */
function nodeBundle(
  input: Record<string, string>,
  options: {
    external: string[]
    format?: 'es' | 'cjs'
    emptyOutDir?: boolean
    licenses?: string
    /** Beginning of the names of parts that are loaded later. */
    chunks?: string
  },
) {
  const { external, format = 'es', emptyOutDir = false, licenses, chunks = 'chunk' } = options
  return {
    consumer: 'server' as const,
    resolve: { noExternal: true as const, external },
    build: {
      outDir: 'out',
      target: 'node24',
      ssr: true,
      emptyOutDir,
      minify: false,
      // Those whose work is bundled ask for their names to go along.
      license: licenses === undefined ? false : { fileName: licenses },
      rolldownOptions: {
        input,
        external,
        output: {
          format,
          entryFileNames: format === 'cjs' ? '[name].cjs' : '[name].js',
          chunkFileNames: `${chunks}-[name]-[hash].js`,
          // White space costs memory; names stay for the sake of stack traces.
          minify: { mangle: false, compress: false, codegen: { removeWhitespace: true } },
        },
      },
    },
  }
}

// keytar finds its native binary relative to its own folder, so it cannot be bundled.
const environments = {
  // Its parts have names of their own, because they are not packed with the desktop app.
  headless: nodeBundle(
    { headless: 'electron/headless.ts' },
    { external: ['keytar'], emptyOutDir: true, chunks: 'headless' },
  ),
  thread: nodeBundle({ 'activity-thread': 'electron/activity/thread.ts' }, { external: [] }),
  desktop: nodeBundle(
    { main: 'electron/main.ts' },
    { external: ['keytar', 'electron'], licenses: 'licenses.md' },
  ),
  // A sandboxed preload is one CommonJS file that may load nothing but Electron.
  preload: nodeBundle(
    { preload: 'electron/preload/preload.ts' },
    { external: ['electron'], format: 'cjs' },
  ),
}

export default defineConfig({
  plugins: [
    { ...withoutHttp2, apply: 'build' },
    { ...asciiOnly, apply: 'build' },
  ],
  environments,
  builder: {
    async buildApp(builder) {
      for (const name of Object.keys(environments)) {
        const environment = builder.environments[name]
        if (environment !== undefined) await builder.build(environment)
      }
    },
  },
  test: {
    // Most tests wait for sockets, pages and processes more than they compute.
    maxWorkers: availableParallelism() + 1,
    projects: [
      {
        test: {
          name: 'unit',
          // Property tests try a hundred samples each; a busy machine takes its time.
          testTimeout: 15_000,
          include: ['{bench,electron,renderer,resources}/**/*.test.ts'],
        },
      },
      {
        test: {
          name: 'wire',
          testTimeout: 15_000,
          include: ['tests/wire/**/*.test.ts'],
          setupFiles: ['tests/wire/secrets-stay-inside.ts'],
        },
      },
      {
        test: {
          name: 'clients',
          include: ['tests/clients/**/*.test.ts'],
          setupFiles: ['tests/wire/secrets-stay-inside.ts'],
        },
      },
      {
        test: {
          name: 'architecture',
          // Linters and builders start in these; a busy machine takes its time.
          testTimeout: 30_000,
          include: ['tests/architecture/**/*.test.ts'],
        },
      },
      { test: { name: 'vault', include: ['tests/vault/**/*.test.ts'] } },
      { test: { name: 'simulation', include: ['tests/simulation/**/*.test.ts'] } },
      // Each recording is read once for every byte it has.
      { test: { name: 'replay', testTimeout: 30_000, include: ['tests/replay/**/*.test.ts'] } },
      {
        test: {
          name: 'browser',
          include: ['tests/browser/**/*.test.ts'],
          globalSetup: ['tests/process/build.ts'],
        },
      },
      {
        test: {
          name: 'desktop',
          // Each starts a desktop of its own: a keyring, the app and a browser.
          testTimeout: 120_000,
          hookTimeout: 120_000,
          include: ['tests/desktop/**/*.test.ts'],
          globalSetup: ['tests/process/build.ts'],
        },
      },
      {
        test: {
          name: 'process',
          // Whole processes start and stop in these; a busy machine takes its time.
          testTimeout: 30_000,
          include: ['tests/process/**/*.test.ts'],
          globalSetup: ['tests/process/build.ts'],
        },
      },
    ],
  },
})
