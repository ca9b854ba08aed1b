/** The service's door: opened and closed by a person while everything behind it stays as it is. */
import type { RunningServer } from './proxy/running-server.ts'
import type { ServiceState } from './shared/contract/app.ts'
import { createListeners } from './shared/listeners.ts'
import { diagnosePort, type ListenAddress } from './port-problem.ts'

export interface Listener {
  state(): ServiceState
  /**
   * Binds the port as the settings say now. Gives `running`, or `failed` with the reason; rejects
   * only for errors that are no matter of the port.
   */
  start(): Promise<ServiceState>
  /** Ends open streams and frees the port, within three seconds. */
  stop(): Promise<ServiceState>
  onChange(listener: (state: ServiceState) => void): () => void
}

export interface ListenerParts {
  /** Builds a server and binds it. Rejects with Node's error when it cannot. */
  open(address: ListenAddress): Promise<Pick<RunningServer, 'origin' | 'stop'>>
  address(): ListenAddress
  nowMs(): number
}

/** A door that is closed at first. Calls that overlap are carried out one after the other. */
export function createListener({ open, address, nowMs }: ListenerParts): Listener {
  const changes = createListeners<ServiceState>()
  let state: ServiceState = { kind: 'stopped' }
  let running: Pick<RunningServer, 'origin' | 'stop'> | undefined
  let turn: Promise<unknown> = Promise.resolve()

  const set = (next: ServiceState): ServiceState => {
    state = next
    changes.notify(next)
    return next
  }
  const inTurn = (step: () => Promise<ServiceState>): Promise<ServiceState> => {
    const mine = turn.then(step)
    turn = mine.catch(() => undefined)
    return mine
  }
  const start = async (): Promise<ServiceState> => {
    if (running !== undefined) return state
    set({ kind: 'starting' })
    const wanted = { host: address().host, port: address().port }
    try {
      running = await open(wanted)
    } catch (error) {
      // Only a call to the system names one; anything else is our own mistake.
      if (!(error instanceof Error && 'syscall' in error)) {
        set({ kind: 'stopped' })
        throw error
      }
      return set({ kind: 'failed', problem: await diagnosePort(error, wanted) })
    }
    const { origin } = running
    return set({
      kind: 'running',
      origin,
      openaiBaseUrl: `${origin}/v1`,
      geminiBaseUrl: origin,
      sinceMs: nowMs(),
    })
  }
  const stop = async (): Promise<ServiceState> => {
    const ending = running
    running = undefined
    await ending?.stop()
    return state.kind === 'stopped' ? state : set({ kind: 'stopped' })
  }
  return {
    state: () => state,
    start: () => inTurn(start),
    stop: () => inTurn(stop),
    onChange: (listener) => changes.add(listener),
  }
}
