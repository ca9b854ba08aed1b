/** The preload's world in a page of Chromium, and its line to the main process. */
import type { CDPSession } from 'playwright-core'
import { INVOKE_BINDING, ISOLATED_WORLD, pageEnd, preloadEnd } from './preload-world.ts'

export interface IsolatedWorld {
  /** Hands a message to the preload's listeners; does nothing while the page has no document. */
  deliver(channel: string, args: readonly unknown[]): Promise<void>
}

/**
 * Has the preload run in every document of a page from now on.
 * @param session DevTools of the page
 * @param preload source of the bundle
 * @param invoke carries out `ipcRenderer.invoke` in the main process
 */
export async function openIsolatedWorld(
  session: CDPSession,
  preload: string,
  invoke: (channel: string, args: unknown[]) => Promise<unknown>,
): Promise<IsolatedWorld> {
  const worldOf = await followWorlds(session)
  const run = async (expression: string, contextId = worldOf()) => {
    if (contextId !== undefined) await session.send('Runtime.evaluate', { expression, contextId })
  }
  session.on('Runtime.bindingCalled', ({ payload, executionContextId }) => {
    const { id, channel, args } = JSON.parse(payload) as Invocation
    invoke(channel, args)
      .then(
        (value) => ({ value }),
        (error: unknown) => ({ error: String(error) }),
      )
      .then((outcome) => run(`doubleSettle(${id}, ${literal(outcome)})`, executionContextId))
      // The page that asked has gone meanwhile.
      .catch(() => undefined)
  })
  await session.send('Runtime.addBinding', {
    name: INVOKE_BINDING,
    executionContextName: ISOLATED_WORLD,
  })
  await session.send('Page.enable')
  await session.send('Page.addScriptToEvaluateOnNewDocument', { source: pageEnd })
  await session.send('Page.addScriptToEvaluateOnNewDocument', {
    source: preloadEnd(preload),
    worldName: ISOLATED_WORLD,
  })
  return {
    deliver: (channel, args) => run(`doubleDeliver(${literal(channel)}, ${literal(args)})`),
  }
}

interface Invocation {
  id: number
  channel: string
  args: unknown[]
}

/** The world of the document that the page shows now. */
async function followWorlds(session: CDPSession): Promise<() => number | undefined> {
  let current: number | undefined
  const { targetInfo } = await session.send('Target.getTargetInfo')
  session.on('Runtime.executionContextCreated', ({ context }) => {
    const { frameId } = context.auxData as { frameId?: string }
    // The main frame has the name of its page.
    if (context.name === ISOLATED_WORLD && frameId === targetInfo.targetId) current = context.id
  })
  session.on('Runtime.executionContextDestroyed', ({ executionContextId }) => {
    if (executionContextId === current) current = undefined
  })
  session.on('Runtime.executionContextsCleared', () => (current = undefined))
  await session.send('Runtime.enable')
  return () => current
}

/** JSON that can stand in a script. */
function literal(value: unknown): string {
  return JSON.stringify(value ?? null).replaceAll('\u2028', '\\u2028')
}
