/**
 * `--self-test`: whether this copy of the app has all it needs. It starts as ever, but in a folder of
 * its own, looks at itself and ends; whoever has packed it hears of what is missing.
 */
import { setTimeout as pause } from 'node:timers/promises'
import type { ServiceState } from '../shared/contract/app.ts'

export const SELF_TEST_FLAG = '--self-test'

export interface SelfTestParts {
  service: ServiceState
  /** Evaluates an expression in the page. */
  inPage(expression: string): Promise<unknown>
}

const PATIENCE_MS = 30_000
const LOOK_EVERY_MS = 100
/** The interface stands in the page, and its bridge with it. */
const pageIsThere = `document.querySelector('nav a') !== null && typeof geminiBalance.call`
const status = `geminiBalance.call('app.status', {}).then(({ ok }) => ok)`

/** One sentence for each thing that does not work; none when all is well. Never rejects. */
export async function selfTest({ service, inPage }: SelfTestParts): Promise<string[]> {
  const trials: readonly [string, () => Promise<boolean>][] = [
    ['The keychain module does not load', loadsKeytar],
    ['The service does not answer', () => answers(service)],
    [
      'The window shows no page',
      () => eventually(async () => (await inPage(pageIsThere)) === 'function'),
    ],
    ['The page cannot call the service', async () => (await inPage(status)) === true],
  ]
  const faults: string[] = []
  for (const [fault, holds] of trials) {
    const reason = await holds().then(
      (isWell) => (isWell ? undefined : ''),
      (error: unknown) => `: ${String(error)}`,
    )
    if (reason !== undefined) faults.push(fault + reason)
  }
  return faults
}

async function loadsKeytar(): Promise<boolean> {
  const module = await import('keytar')
  return typeof (module.default ?? module).findCredentials === 'function'
}

async function answers(service: ServiceState): Promise<boolean> {
  if (service.kind !== 'running') throw new Error(JSON.stringify(service))
  return (await fetch(`${service.origin}/health`)).ok
}

async function eventually(holds: () => Promise<boolean>): Promise<boolean> {
  const untilMs = Date.now() + PATIENCE_MS
  while (Date.now() < untilMs) {
    // A page that is being loaded answers nothing.
    if (await holds().catch(() => false)) return true
    await pause(LOOK_EVERY_MS)
  }
  return false
}
