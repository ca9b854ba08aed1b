/** Rules of a schema that Google has no keyword for are told in the description (conformance A4). */
import type { JsonSchema } from './json-schema.ts'

const describedKeywords = [
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'pattern',
  'minLength',
  'maxLength',
  'uniqueItems',
  'minProperties',
  'maxProperties',
  'minContains',
  'maxContains',
  'propertyNames',
  'contentEncoding',
  'contentMediaType',
  'default',
] as const

const keptFormats = new Set(['date-time', 'date', 'time'])
const longestText = 200

const describe = (key: string, value: unknown): string[] => {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text === undefined || text.length > longestText ? [] : [`${key}: ${text}`]
}

/** The schema with those rules appended to its description; the keywords themselves stay in it. */
export function withDescribedKeywords(schema: JsonSchema): JsonSchema {
  const { format } = schema
  const rules = [
    ...describedKeywords.flatMap((key) => (key in schema ? describe(key, schema[key]) : [])),
    ...(typeof format === 'string' && !keptFormats.has(format) ? describe('format', format) : []),
    ...('const' in schema && !['string', 'number'].includes(typeof schema['const'])
      ? describe('always', schema['const'])
      : []),
  ]
  if (rules.length === 0) return schema
  const described = typeof schema['description'] === 'string' ? [schema['description']] : []
  return { ...schema, description: [...described, `(${rules.join(', ')})`].join(' ') }
}
