/** Function names: Google takes fewer characters than clients use, so each request keeps a map. */

// Older models stop at 64 characters, newer ones at 128 (conformance A3).
const longestName = 64
const acceptedName = /^[A-Za-z_][A-Za-z0-9_.:-]{0,63}$/

const sanitise = (name: string): string => {
  const cleaned = name.replace(/[^A-Za-z0-9_.:-]/gu, '_')
  return (/^[A-Za-z_]/.test(cleaned) ? cleaned : `_${cleaned}`).slice(0, longestName)
}

interface Spellings {
  gemini: Map<string, string>
  client: Map<string, string>
  /** The number given last to a name that was wanted more than once: thousands may want the same. */
  lastCounts: Map<string, number>
}

function firstFree(wanted: string, { client, lastCounts }: Spellings): string {
  let candidate = wanted
  let count = lastCounts.get(wanted) ?? 1
  while (client.has(candidate)) {
    count += 1
    const suffix = `_${count}`
    candidate = wanted.slice(0, longestName - suffix.length) + suffix
  }
  lastCounts.set(wanted, count)
  return candidate
}

/** The names of one request, in both spellings. Distinct client names stay distinct. */
export class ToolNames {
  /** Made with the first name: most requests have none. */
  #spellings: Spellings | undefined

  /** The spelling Google takes; the same one whenever the same name is asked for again. */
  toGemini(name: string): string {
    const spellings = (this.#spellings ??= {
      gemini: new Map(),
      client: new Map(),
      lastCounts: new Map(),
    })
    const known = spellings.gemini.get(name)
    if (known !== undefined) return known
    const geminiName = firstFree(acceptedName.test(name) ? name : sanitise(name), spellings)
    spellings.gemini.set(name, geminiName)
    spellings.client.set(geminiName, name)
    return geminiName
  }

  /** The client's own spelling; a name the model made up comes back unchanged. */
  toClient(name: string): string {
    return this.#spellings?.client.get(name) ?? name
  }
}
