/** Electron's transport of the contract: calls of our own window, and events to it (design §5.4). */
import { type IpcMainInvokeEvent, ipcMain, type WebContents } from 'electron'
import { CALL_CHANNEL, EVENT_CHANNEL } from '../shared/bridge.ts'
import type { ContractEvents, EventName, Outcome } from '../shared/contract.ts'
import { isOwnPage } from './own-page.ts'

export interface WindowLinkParts {
  /** Answers a call; never rejects. */
  call(name: string, input: unknown): Promise<Outcome<unknown>>
  /** The contents of the window that is open now. */
  contents(): WebContents | undefined
}

export interface WindowLink {
  /** Tells the window; does nothing while there is none. */
  send<Name extends EventName>(name: Name, data: ContractEvents[Name]): void
  close(): void
}

/** Begins to answer the window. Anything else that calls is refused. */
export function createWindowLink({ call, contents }: WindowLinkParts): WindowLink {
  ipcMain.handle(CALL_CHANNEL, async (event, name: unknown, input: unknown) => {
    if (!isFromOwnWindow(event, contents())) return refusal
    // Anything but a text names nothing, and need not even have a text form.
    return call(typeof name === 'string' ? name : '', input)
  })
  return {
    send(name, data) {
      const target = contents()
      // The window may be gone for days while the service runs.
      if (target === undefined || target.isDestroyed()) return
      target.send(EVENT_CHANNEL, name, data)
    },
    close() {
      ipcMain.removeHandler(CALL_CHANNEL)
    },
  }
}

const refusal: Outcome<never> = {
  ok: false,
  error: { code: 'not_here', message: 'Only the window of Gemini Balance may call' },
}

/** The top frame of the window that is open now, with our own page in it. */
function isFromOwnWindow(
  { sender, senderFrame }: IpcMainInvokeEvent,
  own: WebContents | undefined,
): boolean {
  return (
    own !== undefined &&
    sender.id === own.id &&
    senderFrame !== null &&
    senderFrame.parent === null &&
    isOwnPage(senderFrame.url)
  )
}
