/** Callbacks that want to hear of something, each with its own way out. */

export interface Listeners<Message> {
  /** Adds a listener; returns the way to stop it. */
  add(listener: (message: Message) => void): () => void
  /** Calls every listener in the order they were added. */
  notify(message: Message): void
  /** Forgets all listeners. */
  clear(): void
}

/** An empty set of listeners for one kind of message. */
export function createListeners<Message>(): Listeners<Message> {
  const listeners = new Set<(message: Message) => void>()
  return {
    add: (listener) => {
      // A wrapper of its own, so that adding one function twice makes two independent listeners.
      const entry = (message: Message): void => listener(message)
      listeners.add(entry)
      return () => {
        listeners.delete(entry)
      }
    },
    notify: (message) => {
      for (const listener of listeners) listener(message)
    },
    clear: () => listeners.clear(),
  }
}
