/** Texts that come up in row after row, stored once each: models, keys, clients, routes. */
import type { DatabaseSync } from 'node:sqlite'

/** Clients choose some of the texts, so there is an end to how many of these are remembered. */
const MOST_NAMES = 50_000
const OTHER = 'other'

export interface Names {
  /**
   * The number that stands for a text; a new text gets one, within the caller's transaction. Texts
   * that are not ours share one when there are too many.
   */
  idOf(text: string, isOurs: boolean): number
  /** Whether there are so many that room should be made. */
  readonly areMany: boolean
  /** The number of a text that is known; undefined when no row can hold it. */
  find(text: string): number | undefined
  textOf(id: number): string
  /** Numbers of the texts that contain another, in any case; at most a thousand. */
  containing(text: string): number[]
  /** Forgets numbers given since the last transaction that was committed. */
  reload(): void
  /** Learns what another service has added to the same file. */
  refresh(): void
}

/** Reads the names of a database. */
export function openNames(database: DatabaseSync): Names {
  const insert = database.prepare('INSERT INTO names VALUES (?, ?)')
  const ids = new Map<string, number>()
  const texts: string[] = []
  const remember = (id: number, text: string) => {
    ids.set(text, id)
    texts[id] = text
  }
  const version = database.prepare('PRAGMA data_version')
  const versionNow = () => version.get()?.['data_version']
  let versionRead: unknown
  const reload = () => {
    versionRead = versionNow()
    ids.clear()
    texts.length = 0
    for (const { id, text } of database.prepare('SELECT id, text FROM names').all()) {
      remember(Number(id), String(text))
    }
  }
  reload()
  const idOf = (text: string, isOurs: boolean): number => {
    const known = ids.get(text)
    if (known !== undefined) return known
    if (ids.size >= MOST_NAMES && !isOurs) return idOf(OTHER, true)
    const id = texts.length
    insert.run(id, text)
    remember(id, text)
    return id
  }
  return {
    idOf,
    get areMany() {
      return ids.size >= MOST_NAMES / 2
    },
    find: (text) => ids.get(text),
    textOf: (id) => texts[id] ?? '',
    containing(text) {
      const wanted = text.toLowerCase()
      const found = [...ids].filter(([name]) => name.toLowerCase().includes(wanted))
      return found.slice(0, 1000).map(([, id]) => id)
    },
    reload,
    refresh() {
      if (versionNow() !== versionRead) reload()
    },
  }
}
