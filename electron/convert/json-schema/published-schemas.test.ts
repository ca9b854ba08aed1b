import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { isObject } from '../../shared/is-object.ts'
import { ToolNames } from '../openai-chat/request/tool-names.ts'
import { acceptedKeywords, cleanSchema } from './clean-schema.ts'
import type { JsonSchema } from './json-schema.ts'

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), 'utf8'))
const suite = read('json-schema-test-suite') as Record<string, unknown[]>
const servers = read('mcp-tools') as Record<
  string,
  { tools: { name: string; inputSchema: JsonSchema }[] }
>

/** Every schema inside a cleaned one, itself first. */
function everySchema(node: unknown): JsonSchema[] {
  if (!isObject(node)) return []
  const maps = [node['properties'], node['$defs']].filter(isObject).flatMap(Object.values)
  const lists = [node['anyOf'], node['prefixItems']].filter(Array.isArray).flat()
  const inner = [...maps, ...lists, node['items'], node['additionalProperties']]
  return [node, ...inner.flatMap(everySchema)]
}

const typeNames: ReadonlySet<unknown> = new Set(
  'string number integer boolean object array null'.split(' '),
)

/** What Google would complain of in one cleaned schema of a root. */
function complaints(node: JsonSchema, root: JsonSchema): string[] {
  const types: unknown[] = [node['type'] ?? []].flat()
  const members: unknown[] = Array.isArray(node['enum']) ? node['enum'] : []
  const properties = isObject(node['properties']) ? node['properties'] : {}
  const required: unknown[] = Array.isArray(node['required']) ? node['required'] : []
  const definitions = isObject(root['$defs']) ? root['$defs'] : {}
  const reference = node['$ref']
  return [
    ...Object.keys(node).filter((keyword) => !acceptedKeywords.has(keyword)),
    ...types.filter((type) => !typeNames.has(type)).map((type) => JSON.stringify(type)),
    ...members
      .filter((member) => !['string', 'number'].includes(typeof member) || member === '')
      .map((member) => `enum ${JSON.stringify(member)}`),
    ...required.filter((name) => !Object.hasOwn(properties, String(name))).map(String),
    ...(types.includes('array') && !('items' in node) && !('prefixItems' in node) ? ['items'] : []),
    ...(typeof reference === 'string' &&
    !Object.hasOwn(definitions, reference.replace(/^#\/\$defs\//, ''))
      ? [reference]
      : []),
    ...(reference !== undefined && Object.keys(node).some((key) => !key.startsWith('$'))
      ? ['siblings of $ref']
      : []),
  ]
}

function expectAcceptable(given: unknown): JsonSchema {
  const before = JSON.stringify(given)
  const cleaned = cleanSchema(given)
  const found = everySchema(cleaned).flatMap((node) => complaints(node, cleaned))
  expect([before, found]).toEqual([before, []])
  expect(cleanSchema(cleaned)).toEqual(cleaned)
  expect(JSON.stringify(given)).toBe(before)
  return cleaned
}

/** Names of properties at every level, as far as no union or reference is in the way. */
const namesOf = (node: unknown): unknown =>
  isObject(node) && isObject(node['properties'])
    ? Object.entries(node['properties']).map(([name, value]) => [name, namesOf(value)])
    : isObject(node) && isObject(node['items'])
      ? namesOf(node['items'])
      : null

describe('the schemas of the JSON Schema Test Suite', () => {
  it.each(Object.entries(suite))('of %s are acceptable once cleaned', (_draft, schemas) => {
    expect(schemas.length).toBeGreaterThan(100)
    for (const schema of schemas) {
      const cleaned = expectAcceptable(schema)
      if (!isObject(schema) || !isObject(schema['properties']) || '$ref' in schema) continue
      const kept = isObject(cleaned['properties']) ? Object.keys(cleaned['properties']) : []
      expect(kept).toEqual(expect.arrayContaining(Object.keys(schema['properties'])))
    }
  })
})

describe('the tools of real MCP servers', () => {
  it.each(Object.entries(servers))('of %s keep every property and demand', (_name, { tools }) => {
    expect(tools.length).toBeGreaterThan(10)
    for (const { name, inputSchema } of tools) {
      const cleaned = expectAcceptable(inputSchema)
      expect([name, namesOf(cleaned)]).toEqual([name, namesOf(inputSchema)])
      expect(cleaned['required'] ?? []).toEqual(inputSchema['required'] ?? [])
      expect(cleaned['type']).toBe('object')
    }
  })

  it('keep their names, or get them back', () => {
    const names = new ToolNames()
    for (const { tools } of Object.values(servers)) {
      for (const { name } of tools) {
        expect(names.toGemini(name)).toMatch(/^[A-Za-z_][\w.:-]{0,63}$/)
        expect(names.toClient(names.toGemini(name))).toBe(name)
      }
    }
  })
})
