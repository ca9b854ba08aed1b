/** Parts of answers that this build cannot read: Google adds kinds before anybody can know them. */

export interface UnknownParts {
  /** Takes note of the fields of such a part. */
  note(fields: readonly string[]): void
}

/** Of what comes over the wire, neither length nor number is known. */
const LONGEST_FIELD = 64
const MOST_FIELDS = 50

/** Tells of each field the first time it is met, so that a stream of thousands fills no log. */
export function createUnknownParts(tell: (field: string) => void): UnknownParts {
  const told = new Set<string>()
  return {
    note(fields) {
      for (const field of fields.map((name) => name.slice(0, LONGEST_FIELD))) {
        if (told.has(field) || told.size >= MOST_FIELDS) continue
        told.add(field)
        tell(field)
      }
    },
  }
}
