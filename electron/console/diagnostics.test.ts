import { describe, expect, it } from 'vitest'
import type { HealthReport } from '../shared/contract/activity.ts'
import type { AppStatus } from '../shared/contract/app.ts'
import type { LogLine } from '../shared/log-line.ts'
import { settingNames, settingsSchema } from '../shared/settings.ts'
import { diagnosticText } from './diagnostics.ts'

const status: AppStatus = {
  version: '1.2.3',
  mode: 'desktop',
  platform: 'linux',
  isDemo: false,
  startedAtMs: 0,
  service: {
    kind: 'failed',
    problem: { code: 'taken', message: 'Port 8000 is taken', host: '127.0.0.1', port: 8000 },
  },
  keys: { ready: 1, total: 2, byState: { ready: 1, invalid: 1 }, partly: { count: 0 }, paid: 0 },
  vault: { kind: 'keychain', state: 'locked', reason: 'The keychain is locked.' },
  attention: [],
  dataDir: '/home/me/.config/Gemini Balance',
  can: { startStop: true, openFolder: true, update: true, restart: true },
}
const values = settingsSchema.parse({})
const sources = Object.fromEntries(settingNames.map((name) => [name, 'default'])) as never

const health: HealthReport = {
  upSeconds: 120,
  busy: 0.123,
  delayMs: { p99: 4.2, max: 31.7 },
  rssBytes: 100 * 1024 * 1024,
  heapBytes: 20 * 1024 * 1024,
  externalBytes: 0,
  firstByteMs: { p50: 412.3, p95: 2034 },
  recorder: { waiting: 3, stored: 4711, lost: 0 },
  problem: 'Requests cannot be logged: the disk is full; it is tried again',
}

const line = (at: number, level: LogLine['level']): LogLine => ({
  atMs: at,
  level,
  message: `line ${at}`,
  details: level === 'error' ? { code: 'ECONNRESET' } : {},
})

function text(log: readonly LogLine[] = [], changed = {}): string {
  return diagnosticText(
    status,
    {
      values: { ...values, maxRetries: 7 },
      defaults: values,
      sources: { ...(sources as object), ...changed } as never,
      variables: {},
      secrets: {} as never,
      pendingRestart: [],
    },
    {
      nowMs: 120_000,
      versions: { node: '24.1.0', electron: '45.0.0', chrome: '150.0', v8: '15' },
      system: '#1 SMP 6.1',
      health,
      log,
    },
  )
}

describe('the text for a bug report', () => {
  it('says what runs where, how it fares and where its data is', () => {
    expect(text([], { maxRetries: 'file' })).toBe(`Gemini Balance 1.2.3, desktop
electron 45.0.0, chrome 150.0, node 24.1.0
linux (#1 SMP 6.1), 100 MB, up 2 min
Load: main thread 12 % busy, delayed by 4 ms (p99), 32 ms at most; 20 MB heap; Google's first byte after 412 ms (p50), 2034 ms (p95)
Request log: 3 waiting, 4711 stored, 0 lost; Requests cannot be logged: the disk is full; it is tried again
Service: failed (Port 8000 is taken)
Secrets: keychain, locked (The keychain is locked.)
Keys: 1 of 2 ready; {"ready":1,"invalid":1}
Data folder: /home/me/.config/Gemini Balance
Setting: maxRetries = 7 (file)
`)
  })

  it('ends with the last twenty lines of the log that went wrong', () => {
    const log = Array.from({ length: 60 }, (_, at) => line(at, at % 2 === 0 ? 'info' : 'warn'))
    const lines = text([...log, line(60, 'error')])
      .split('\n')
      .slice(9, -1)
    expect(lines).toHaveLength(20)
    expect(lines[0]).toBe('1970-01-01T00:00:00.023Z warn: line 23')
    expect(lines.at(-1)).toBe('1970-01-01T00:00:00.060Z error: line 60 {"code":"ECONNRESET"}')
  })
})
