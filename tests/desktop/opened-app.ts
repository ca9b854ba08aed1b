/** An app with a home of its own whose window is open, for all tests of a file. */
import { createHome, freePort, type RunningApp } from './start-app.ts'

export interface OpenedApp {
  app: RunningApp
  /** Where it serves. */
  port: number
  /** Ends it and removes its home. */
  [Symbol.asyncDispose](): Promise<void>
}

/** Starts it in English with these arguments, and waits for its port and its page. */
export async function openApp(args: readonly string[] = []): Promise<OpenedApp> {
  const home = createHome()
  const port = await freePort()
  home.settle({ port, appLanguage: 'en' })
  const app = home.start({ args })
  await app.running(port)
  await app.page()
  return {
    app,
    port,
    async [Symbol.asyncDispose]() {
      await app[Symbol.asyncDispose]()
      home[Symbol.dispose]()
    },
  }
}
