/** References inside one schema: Google follows only `#/$defs/<name>` (conformance A4). */
import { isObject } from '../../shared/is-object.ts'
import type { JsonSchema } from './json-schema.ts'

const unescapePointer = (segment: string): string => {
  try {
    return decodeURIComponent(segment).replaceAll('~1', '/').replaceAll('~0', '~')
  } catch {
    return segment
  }
}

const child = (value: unknown, key: string): unknown => {
  if (Array.isArray(value)) return value[Number(key)]
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
}

// Definitions that include each other grow exponentially when copied.
const mostCopies = 1000

/** The reference a schema amounts to: its own, or the one member of an `allOf` around nothing else. */
export function soleReference(schema: JsonSchema): string | undefined {
  const { $ref: own, allOf } = schema
  if (typeof own === 'string') return own
  const members = Array.isArray(allOf) ? allOf.filter(isObject) : []
  const inner = members.length === 1 ? members[0]?.['$ref'] : undefined
  const isWrapper = typeof inner === 'string' && !('properties' in schema) && !('type' in schema)
  return isWrapper ? inner : undefined
}

/** Rewrites references of a root schema; targets elsewhere in it move into `$defs`. */
export class SchemaReferences {
  readonly #root: JsonSchema
  readonly #hoistedNames = new Map<string, string>()
  readonly #takenNames: Set<string>
  #copies = 0

  constructor(root: JsonSchema) {
    this.#root = root
    const definitions = [root['$defs'], root['definitions']].filter(isObject)
    this.#takenNames = new Set(definitions.flatMap(Object.keys))
  }

  /** The schema a reference leads to, or nothing for one that is dangling or leaves the document. */
  resolve(reference: string): JsonSchema | undefined {
    if (reference !== '#' && !reference.startsWith('#/')) return undefined
    const segments = reference.split('/').slice(1).map(unescapePointer)
    const target = segments.reduce(child, this.#root)
    if (reference !== '#' || !isObject(target)) return isObject(target) ? target : undefined
    const { $defs: _, definitions: __, ...ownRules } = target
    return ownRules
  }

  /** Resolves for a copy in place; no more once a schema has asked for absurdly many copies. */
  lookUp(reference: string): JsonSchema | undefined {
    this.#copies += 1
    return this.#copies > mostCopies ? undefined : this.resolve(reference)
  }

  /** The same reference as `#/$defs/<name>`, or nothing when it leads nowhere. */
  rewrite(reference: string): string | undefined {
    if (this.resolve(reference) === undefined) return undefined
    const definition = /^#\/(?:\$defs|definitions)\/([^/]+)$/.exec(reference)?.[1]
    // Escaped characters in a name are left to nobody's interpretation.
    if (definition !== undefined && !/[~%]/.test(definition)) return `#/$defs/${definition}`
    return `#/$defs/${this.#hoistedName(reference)}`
  }

  /** The root, with a reference it consists of replaced by what that leads to. */
  withoutRootReference(): JsonSchema {
    let root = this.#root
    const followed = new Set<string>()
    for (;;) {
      const reference = soleReference(root)
      if (reference === undefined) return root
      const { $ref: _, allOf: __, ...rest } = root
      root = followed.has(reference) ? rest : { ...this.resolve(reference), ...rest }
      followed.add(reference)
    }
  }

  /** Definitions for the targets that had to move; `clean` may ask for more while it works. */
  hoisted(clean: (schema: JsonSchema) => JsonSchema): Record<string, JsonSchema> {
    const definitions: [string, JsonSchema][] = []
    // A Map hands out entries that are added during the loop as well.
    for (const [reference, name] of this.#hoistedNames) {
      definitions.push([name, clean(this.resolve(reference) ?? {})])
    }
    return Object.fromEntries(definitions)
  }

  #hoistedName(reference: string): string {
    const known = this.#hoistedNames.get(reference)
    if (known !== undefined) return known
    const wanted = reference.replace(/[^A-Za-z0-9]+/g, '_').replace(/^_/, '') || 'root'
    let name = wanted
    for (let count = 2; this.#takenNames.has(name); count += 1) name = `${wanted}_${count}`
    this.#takenNames.add(name)
    this.#hoistedNames.set(reference, name)
    return name
  }
}
