/** Function names: Google takes fewer characters than clients use, so each request keeps a map. */

// Older models stop at 64 characters, newer ones at 128 (conformance A3).
const longestName = 64
const acceptedName = /^[A-Za-z_][A-Za-z0-9_.:-]{0,63}$/

const sanitise = (name: string): string => {
  const cleaned = name.replace(/[^A-Za-z0-9_.:-]/gu, '_')
  return (/^[A-Za-z_]/.test(cleaned) ? cleaned : `_${cleaned}`).slice(0, longestName)
}

/** The names of one request, in both spellings. Distinct client names stay distinct. */
export class ToolNames {
  readonly #geminiNames = new Map<string, string>()
  readonly #clientNames = new Map<string, string>()
  /** The number given last to a name that was wanted more than once: thousands may want the same. */
  readonly #lastCounts = new Map<string, number>()

  /** The spelling Google takes; the same one whenever the same name is asked for again. */
  toGemini(name: string): string {
    const known = this.#geminiNames.get(name)
    if (known !== undefined) return known
    const geminiName = this.#firstFree(acceptedName.test(name) ? name : sanitise(name))
    this.#geminiNames.set(name, geminiName)
    this.#clientNames.set(geminiName, name)
    return geminiName
  }

  /** The client's own spelling; a name the model made up comes back unchanged. */
  toClient(name: string): string {
    return this.#clientNames.get(name) ?? name
  }

  #firstFree(wanted: string): string {
    let candidate = wanted
    let count = this.#lastCounts.get(wanted) ?? 1
    while (this.#clientNames.has(candidate)) {
      count += 1
      const suffix = `_${count}`
      candidate = wanted.slice(0, longestName - suffix.length) + suffix
    }
    this.#lastCounts.set(wanted, count)
    return candidate
  }
}
