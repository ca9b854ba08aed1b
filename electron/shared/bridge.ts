/** What the preload puts into the window, as `window.geminiBalance`; the web console has HTTP instead. */
import type {
  ActionInput,
  ActionName,
  ActionOutput,
  ContractEvents,
  EventName,
  Outcome,
} from './contract.ts'

export interface Bridge {
  /** Asks the service; never rejects. */
  call<Name extends ActionName>(
    name: Name,
    input: ActionInput<Name>,
  ): Promise<Outcome<ActionOutput<Name>>>
  /** Calls back with every event of a type; returns the way to stop it. */
  on<Name extends EventName>(name: Name, listener: (data: ContractEvents[Name]) => void): () => void
}

/** Name under which the bridge stands in the window. */
export const BRIDGE_NAME = 'geminiBalance'
/** One channel each way (design §5.4). */
export const CALL_CHANNEL = 'gemini-balance:call'
export const EVENT_CHANNEL = 'gemini-balance:event'
