/** A console that is built when somebody first looks: a service on its own needs none of it. */
import type { Console, ConsoleParts } from './console.ts'

/** Joins the handlers and feeds of all domains, at the first call or subscription. */
export function createLazyConsole(parts: ConsoleParts): Console {
  let loading: Promise<Console> | undefined
  const load = (): Promise<Console> => {
    loading ??= import('./console.ts').then(({ createConsole }) => createConsole(parts))
    return loading
  }
  return {
    async call(name, input) {
      const { call } = await load()
      return call(name, input)
    },
    async subscribe(listener) {
      const { subscribe } = await load()
      return subscribe(listener)
    },
    close() {
      void loading?.then((console) => console.close())
    },
  }
}
