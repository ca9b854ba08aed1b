import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { ask, chat, spawnService } from './spawn-service.ts'

// A build of service and interface takes seconds, more on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

const root = join(import.meta.dirname, '..', '..')
let checkout = ''

/** A checkout that nobody else builds in. */
beforeAll(() => {
  checkout = mkdtempSync(join(tmpdir(), 'gemini-balance-checkout-'))
  mkdirSync(join(checkout, 'tests'))
  for (const part of [
    'electron',
    'renderer',
    'tsconfig.json',
    'package.json',
    'package-lock.json',
    'vite.config.ts',
  ]) {
    cpSync(join(root, part), join(checkout, part), { recursive: true, preserveTimestamps: true })
  }
  symlinkSync(join(root, 'node_modules'), join(checkout, 'node_modules'), 'junction')
})
afterAll(() => rmSync(checkout, { recursive: true, force: true }))

/** `npm start` or `npm run serve`, as package.json has them. */
const start = (mode: 'desktop' | 'headless') =>
  spawnService({
    command: [process.execPath, join(checkout, 'electron', 'start.js'), mode],
    flags: ['--demo'],
    // A folder without Electron, so that no window opens and nothing is downloaded.
    env: { ELECTRON_OVERRIDE_DIST_PATH: join(checkout, 'tests') },
  })

it('npm start builds when there is no build, says why there is no window, and serves', async () => {
  await using service = start('desktop')
  const origin = await service.listening()
  expect(service.stdout).toMatch(
    /^Building Gemini Balance…\nElectron cannot be had here, so the service runs without a window\.\n/,
  )
  expect((await ask(origin, '/health')).status).toBe(200)
  expect((await chat(origin, { stream: true }, 'sk-demo')).text).toContain('[DONE]')
  service.kill('SIGINT')
  expect(await service.exited).toEqual({ code: 0, signal: null })
})

it.skipIf(process.platform !== 'linux')(
  'npm start opens the app with Electron, from inside an editor too, and ends as it does (skipped: its stand-in is a program of Linux)',
  async () => {
    const folder = join(checkout, 'electron-dist')
    mkdirSync(folder)
    const program = '#!/bin/sh\necho "Electron got $* as ${ELECTRON_RUN_AS_NODE:-itself}"\nexit 7\n'
    writeFileSync(join(folder, 'electron'), program, { mode: 0o755 })
    await using service = spawnService({
      command: [process.execPath, join(checkout, 'electron', 'start.js'), 'desktop'],
      flags: ['--demo', '--hidden'],
      env: { ELECTRON_OVERRIDE_DIST_PATH: folder, DISPLAY: ':99', ELECTRON_RUN_AS_NODE: '1' },
    })
    expect(await service.exited).toEqual({ code: 7, signal: null })
    expect(service.stdout).toContain(`Electron got ${checkout} --`)
    expect(service.stdout).toMatch(/ --demo --hidden as itself\n$/)
  },
)

it('npm run serve uses the build as long as the sources are no newer', async () => {
  await using service = start('headless')
  await service.listening()
  expect(service.stdout).toMatch(/^Gemini Balance /)
})

it('npm run serve builds again after a source has changed', async () => {
  const later = new Date(Date.now() + 60_000)
  utimesSync(join(checkout, 'electron', 'shared', 'settings.ts'), later, later)
  await using service = start('headless')
  await service.listening()
  expect(service.stdout).toMatch(/^Building Gemini Balance…\nGemini Balance /)
})

it.skipIf(process.platform === 'win32')(
  'the service ends when npm is told to, although npm does not pass the signal on (skipped: npm is no program that can be run directly on Windows)',
  async () => {
    const command = ['npm', '--silent', '--prefix', checkout, 'run', 'serve', '--'] as const
    await using service = spawnService({ command: [...command], flags: ['--demo'] })
    const origin = await service.listening()
    service.kill('SIGTERM')
    // Its output ends with the last process that holds it, which is the service.
    await service.exited
    await expect(ask(origin, '/health')).rejects.toThrow('fetch failed')
  },
)
