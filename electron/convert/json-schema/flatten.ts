/** Folds `allOf` and `then`/`else`, which Google lacks, into the schema around them (A4). */
import { isObject } from '../../shared/is-object.ts'
import type { JsonSchema } from './json-schema.ts'
import { soleReference, type SchemaReferences } from './references.ts'

const combine = (first: unknown, second: unknown): unknown =>
  isObject(first) && isObject(second) ? mergeSchemas(first, second) : first

function mergeProperties(first: unknown, second: unknown): unknown {
  if (!isObject(first) || !isObject(second)) return first ?? second
  const shared = Object.entries(first).map(
    ([name, schema]) =>
      [name, Object.hasOwn(second, name) ? combine(schema, second[name]) : schema] as const,
  )
  return { ...second, ...Object.fromEntries(shared) }
}

/** Both schemas at once, as far as one level can say it; where they disagree the first wins. */
function mergeSchemas(first: JsonSchema, second: JsonSchema): JsonSchema {
  const merged: JsonSchema = { ...second, ...first }
  for (const key of ['properties', '$defs', 'definitions']) {
    if (key in second && key in first) merged[key] = mergeProperties(first[key], second[key])
  }
  const required = [first['required'], second['required']].filter(Array.isArray).flat()
  if (required.length > 0) merged['required'] = required
  return merged
}

/** What a branch of a condition says may hold, so its properties are optional. */
function optionalBranch(branch: unknown): JsonSchema {
  return isObject(branch) && isObject(branch['properties'])
    ? { properties: branch['properties'] }
    : {}
}

/** A member of `allOf` in full; one that leads back to itself says nothing more. */
function inFull(
  member: JsonSchema,
  references: SchemaReferences,
  followed: ReadonlySet<string>,
): JsonSchema {
  const reference = soleReference(member)
  if (reference === undefined) return membersMerged(member, references, followed)
  const target = followed.has(reference) ? undefined : references.lookUp(reference)
  return target ? inFull(target, references, new Set([...followed, reference])) : {}
}

function membersMerged(
  schema: JsonSchema,
  references: SchemaReferences,
  followed: ReadonlySet<string>,
): JsonSchema {
  const { allOf, then: thenBranch, else: elseBranch, ...own } = schema
  const members = Array.isArray(allOf) ? allOf.filter(isObject) : []
  const parts = members.map((member) => inFull(member, references, followed))
  return [...parts, optionalBranch(thenBranch), optionalBranch(elseBranch)].reduce(
    mergeSchemas,
    own,
  )
}

/**
 * The schema without `allOf`, `then` and `else`. A reference among the members of `allOf` is looked
 * up in place, unless it is all there is: then the schema becomes that reference.
 */
export function flattenSchema(schema: JsonSchema, references: SchemaReferences): JsonSchema {
  const reference = soleReference(schema)
  if (reference === undefined) return membersMerged(schema, references, new Set())
  const { allOf: _, ...own } = schema
  return { ...own, $ref: reference }
}
