/** `response_format` as Gemini's JSON mode, or as an instruction where that is refused (A3). */
import { isObject } from '../../../shared/is-object.ts'
import { InvalidRequest } from '../../invalid-request.ts'
import { type ChatRequest } from './chat-request.ts'
import { cleanSchema } from '../../json-schema/clean-schema.ts'
import type { JsonSchema } from '../../json-schema/json-schema.ts'

/** What the client wants the answer to be: JSON, perhaps after a cleaned schema. */
export interface JsonOutput {
  schema?: JsonSchema
}

const isBareSchema = (format: Record<string, unknown>): boolean =>
  isObject(format['properties']) || ['anyOf', '$ref'].some((key) => key in format)

/** The schema with the wrapper's name and description as its title and description. */
function labelledSchema(schema: unknown, wrapper: Record<string, unknown>): JsonSchema {
  const { name, description } = wrapper
  return {
    ...(typeof name === 'string' && { title: name }),
    ...(typeof description === 'string' && { description }),
    ...cleanSchema(schema),
  }
}

const notAnObject = (param: string): InvalidRequest =>
  new InvalidRequest(`Invalid '${param}': must be an object.`, { param })

/**
 * Reads OpenAI's wrapper, a flat one, a schema beside the type, and a schema without any wrapper.
 * Nothing for plain text. Throws InvalidRequest for an unknown type.
 */
export function readResponseFormat({
  response_format: format,
}: ChatRequest): JsonOutput | undefined {
  if (!format || format['type'] === 'text') return undefined
  if (format['type'] === 'json_schema' || format['type'] === 'json_object') {
    const wrapper: Record<string, unknown> = format.json_schema ?? format
    const schema = wrapper['schema'] ?? format['schema'] ?? undefined
    if (schema === undefined) return {}
    if (isObject(schema)) return { schema: labelledSchema(schema, wrapper) }
    throw notAnObject(`response_format.${wrapper === format ? '' : 'json_schema.'}schema`)
  }
  if (isBareSchema(format)) return { schema: cleanSchema(format) }
  if (format['type'] === undefined && isObject(format['schema'])) {
    return { schema: cleanSchema(format['schema']) }
  }
  throw new InvalidRequest(
    "Invalid 'response_format.type': use text, json_object or json_schema.",
    { param: 'response_format.type' },
  )
}

/** The same wish in words, for requests in which Google refuses JSON mode. */
export function jsonInstruction({ schema }: JsonOutput): string {
  const rule = 'Answer with one JSON value and nothing else: no code fence, no remark.'
  return schema === undefined
    ? rule
    : `${rule} It must be valid under this JSON Schema: ${JSON.stringify(schema)}`
}
