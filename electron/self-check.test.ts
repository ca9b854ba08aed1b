import { expect, it } from 'vitest'
import { checkPort } from './self-check.ts'
import type { ServiceState } from './shared/contract/app.ts'

const problem = { code: 'taken', message: '', host: '127.0.0.1', port: 1 } as const
const origin = 'http://127.0.0.1:1'
const running: ServiceState = {
  kind: 'running',
  origin,
  openaiBaseUrl: `${origin}/v1`,
  geminiBaseUrl: origin,
  sinceMs: 0,
}

it.each<[string, ServiceState, boolean, string[]]>([
  ['that answers keeps its streams', running, true, []],
  ['that is deaf is opened anew', running, false, ['stop', 'start']],
  ['that was taken is tried again', { kind: 'failed', problem }, false, ['start']],
  ['that a person closed stays closed', { kind: 'stopped' }, false, []],
  ['that is being opened is left alone', { kind: 'starting' }, false, []],
])('after a sleep, a port %s', async (_name, state, answers, expected) => {
  const done: string[] = []
  const step = (name: string) => async () => {
    done.push(name)
    return state
  }
  const listener = { state: () => state, start: step('start'), stop: step('stop') }
  await checkPort(listener, async (asked) => asked === origin && answers)
  expect(done).toEqual(expected)
})
