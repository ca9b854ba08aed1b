/** From the bytes of a request to a typed message, refusing what Google's JSON reader refuses. */
import type { GenerateContentRequest } from '../gemini/wire.ts'
import { messageNames, unknownNames } from './field-names.ts'
import { badFields, invalidArgument, type GoogleFault, type Outcome } from './google-fault.ts'
import { camelCased, isJsonObject, type JsonObject } from './google-json.ts'

/** The JSON object in a body, an empty body being an empty object; 400 for anything else. */
export function readMessage(rawBody: Buffer): Outcome<JsonObject> {
  const text = rawBody
    .toString()
    .replace(/^\uFEFF/, '')
    .trim()
  if (text === '') return { ok: true, value: {} }
  try {
    const value: unknown = JSON.parse(text)
    if (isJsonObject(value)) return { ok: true, value }
    const description =
      'Invalid JSON payload received. Unknown name "": Root element must be a message.'
    return { ok: false, fault: badFields([{ description }]) }
  } catch {
    const start = text.slice(0, 60).split('\n')[0] ?? ''
    return {
      ok: false,
      fault: invalidArgument(`Invalid JSON payload received. Unexpected token.\n${start}\n^`),
    }
  }
}

/** The refusal that names every member of a message that Google does not know, at any depth. */
export function unknownFields(
  message: JsonObject,
  name: keyof typeof messageNames,
): GoogleFault | undefined {
  const violations = unknownNames(message, messageNames[name]).map(({ name: member, place }) => ({
    ...(place !== '' && { field: place }),
    description: `Invalid JSON payload received. Unknown name "${member}"${place === '' ? '' : ` at '${place}'`}: Cannot find field.`,
  }))
  return violations.length === 0 ? undefined : badFields(violations)
}

/**
 * A generateContent message with camelCase names and with the types the rules and answers rely on;
 * 400 naming the field otherwise.
 */
export function readGenerateRequest(message: JsonObject): Outcome<GenerateContentRequest> {
  const fault = unknownFields(message, 'generateContent')
  if (fault !== undefined) return { ok: false, fault }

  const request = camelCased(message) as JsonObject
  request['contents'] ??= []
  const misshapen = misshapenField(request)
  if (misshapen !== undefined) {
    return {
      ok: false,
      fault: badFields([{ field: misshapen, description: `Invalid value at '${misshapen}'.` }]),
    }
  }
  return { ok: true, value: request as object as GenerateContentRequest }
}

/** The first place where an object or a list should be and something else is. */
function misshapenField(request: JsonObject): string | undefined {
  for (const name of ['systemInstruction', 'generationConfig', 'toolConfig']) {
    if (request[name] !== undefined && !isJsonObject(request[name])) return name
  }
  for (const name of ['contents', 'tools']) {
    if (request[name] !== undefined && !isListOfObjects(request[name])) return name
  }
  const contents = request['contents'] as JsonObject[]
  const brokenContent = contents.findIndex(({ parts }) => parts !== undefined && !areParts(parts))
  if (brokenContent >= 0) return `contents[${brokenContent}].parts`
  const instruction = request['systemInstruction'] as JsonObject | undefined
  if (instruction?.['parts'] !== undefined && !areParts(instruction['parts'])) {
    return 'system_instruction.parts'
  }
  const tools = (request['tools'] ?? []) as JsonObject[]
  const brokenTool = tools.findIndex(
    ({ functionDeclarations }) =>
      functionDeclarations !== undefined && !isListOfObjects(functionDeclarations),
  )
  return brokenTool >= 0 ? `tools[${brokenTool}].function_declarations` : undefined
}

function areParts(parts: unknown): boolean {
  if (!isListOfObjects(parts)) return false
  return parts.every(({ text }) => text === undefined || typeof text === 'string')
}

function isListOfObjects(value: unknown): value is JsonObject[] {
  return Array.isArray(value) && value.every(isJsonObject)
}
