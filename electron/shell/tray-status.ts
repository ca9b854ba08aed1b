/** What the first rows of the tray say, and its picture, decided from the state alone (pure). */
import type { PortProblem, ServiceState } from '../shared/contract/app.ts'
import type { TrayCommand, TrayIcon, TrayInput, TrayRow } from './tray-model.ts'
import type { Speaker, Word } from './words.ts'

/** The picture that fits the state. */
export function iconOf({
  service,
  tally,
  restingModels,
  throttledUntilMs,
  nowMs,
}: TrayInput): TrayIcon {
  if (service.kind === 'failed') return 'failed'
  if (service.kind !== 'running') return 'stopped'
  if (tally.ready === 0) return 'exhausted'
  const isHeldBack = throttledUntilMs !== undefined && throttledUntilMs > nowMs
  const isWhole = tally.ready === tally.total && restingModels.length === 0
  return isHeldBack || !isWhole ? 'degraded' : 'running'
}

/** One line on whether the service can be reached. */
export function statusLine(service: ServiceState, say: Speaker): string {
  switch (service.kind) {
    case 'running':
      return say('running', { address: service.origin.replace('http://', '') })
    case 'failed':
      return problemLine(service.problem, say)
    case 'starting':
    case 'stopped':
    default:
      return say(service.kind)
  }
}

const problemWords: Readonly<Record<PortProblem['code'], Word>> = {
  taken: 'portTaken',
  'taken-by-us': 'portTakenByUs',
  denied: 'portDenied',
  address: 'noAddress',
  other: 'cannotListen',
}

/** One line on why the port cannot be had. */
export function problemLine({ code, host, port, holder }: PortProblem, say: Speaker): string {
  return say(problemWords[code], { host, port, holder: holder ?? say('anotherProgram') })
}

/** A failure can be clicked: the window has the way out. */
export function statusRow(service: ServiceState, status: string): TrayRow {
  const marks = { running: '●', starting: '○', stopped: '○', failed: '▲' } as const
  const label = `${marks[service.kind]} ${status}`
  return service.kind === 'failed'
    ? { kind: 'row', label, command: { do: 'open', page: 'overview' } }
    : { kind: 'row', label }
}

/** One line on the keys: how many are ready, and when the next one is. */
export function keysLine(input: TrayInput): string {
  const { tally, nextReadyAtMs, throttledUntilMs, vault, nowMs, say } = input
  if (throttledUntilMs !== undefined && throttledUntilMs > nowMs) {
    return say('throttled', { time: duration(throttledUntilMs - nowMs) })
  }
  if (tally.total === 0 && vault === 'locked') return say('keysLocked')
  if (tally.total === 0) return say('noKeys')
  const ready = say('keysReady', tally)
  const models = modelsLine(input)
  if (models !== undefined) return `${ready} · ${models}`
  if (tally.ready === tally.total || nextReadyAtMs === undefined) return ready
  return `${ready} · ${say('nextBack', { time: duration(nextReadyAtMs - nowMs) })}`
}

/** Which model nobody can have now, and for how long; undefined where there is none. */
function modelsLine({ restingModels, nowMs, say }: TrayInput): string | undefined {
  const [first, ...others] = restingModels.toSorted(
    (a, b) => (a.backAtMs ?? Infinity) - (b.backAtMs ?? Infinity),
  )
  if (first === undefined) return undefined
  const { model, backAtMs } = first
  const name = others.length === 0 ? model : say('manyModels', { count: others.length + 1 })
  return backAtMs === undefined
    ? say('modelRests', { model: name })
    : say('modelBack', { model: name, time: duration(backAtMs - nowMs) })
}

/** `0:41`, `12:05`, `3:07:00`; never below nothing. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000))
  const two = (number: number) => String(number).padStart(2, '0')
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  const rest = two(seconds % 60)
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`
}

const vaultWords = {
  locked: 'vaultLocked',
  missing: 'vaultMissing',
  denied: 'vaultDenied',
} as const

/** What is wrong with the place of the secrets; a click looks again, where that can help. */
export function vaultRows({ vault, say }: TrayInput): TrayRow[] {
  if (vault === 'available') return []
  const command: TrayCommand =
    vault === 'missing' ? { do: 'open', page: 'overview' } : { do: 'retry-vault' }
  return [{ kind: 'row', label: `▲ ${say(vaultWords[vault])}`, command }]
}
