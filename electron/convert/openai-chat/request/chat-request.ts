/** The body of `POST /v1/chat/completions`, checked where we read it and open everywhere else. */
import { isObject } from '../../../shared/is-object.ts'
import { z } from 'zod'
import { InvalidRequest } from '../../invalid-request.ts'

const contentPartSchema = z.looseObject({ type: z.string() })

const contentSchema = z.union([z.string(), z.array(z.union([z.string(), contentPartSchema]))])

const toolCallSchema = z
  .looseObject({
    id: z.string().nullish(),
    function: z.looseObject({ name: z.string(), arguments: z.unknown().optional() }).nullish(),
    custom: z.looseObject({ name: z.string(), input: z.string() }).nullish(),
  })
  .refine((call) => call.function ?? call.custom, {
    path: ['function'],
    message: 'a call names its function, or a custom tool in `custom`',
  })

const roleSchema = z.enum(['system', 'developer', 'user', 'assistant', 'tool', 'function'])

const messageSchema = z.looseObject({
  role: roleSchema,
  content: contentSchema.nullish(),
  name: z.string().nullish(),
  refusal: z.string().nullish(),
  /** Images of an earlier answer, as OpenRouter's clients replay them. */
  images: z.array(contentPartSchema).nullish(),
  tool_calls: z.array(toolCallSchema).nullish(),
  function_call: z.looseObject({ name: z.string(), arguments: z.unknown().optional() }).nullish(),
  tool_call_id: z.string().nullish(),
  is_error: z.boolean().nullish(),
})

const thinkingConfigSchema = z.looseObject({
  thinking_budget: z.number().nullish(),
  thinking_level: z.string().nullish(),
  include_thoughts: z.boolean().nullish(),
})

const imageConfigSchema = z.looseObject({
  aspect_ratio: z.string().nullish(),
  image_size: z.string().nullish(),
})

const safetySettingsSchema = z.array(z.looseObject({ category: z.string(), threshold: z.string() }))

/** Gemini's own options: `google` in the body, or in `extra_body` (conformance A3). */
const googleSchema = z.looseObject({
  thinking_config: thinkingConfigSchema.nullish(),
  cached_content: z.string().nullish(),
  safety_settings: safetySettingsSchema.nullish(),
  response_modalities: z.array(z.string()).nullish(),
  image_config: imageConfigSchema.nullish(),
  media_resolution: z.string().nullish(),
})

// Parameters may be anything: servers send broken schemas, which are repaired (conformance A4).
const definitionSchema = z.looseObject({ description: z.string().nullish() })

/** A tool, or the definition in it: clients send both (conformance A3). Its name is read later. */
const toolSchema = definitionSchema.extend({
  function: definitionSchema.nullish(),
  custom: definitionSchema.nullish(),
})

/** The fields of a body that we read. */
const fields = {
  model: z.string(),
  messages: z.array(messageSchema),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
  max_tokens: z.number().nullish(),
  max_completion_tokens: z.number().nullish(),
  temperature: z.number().nullish(),
  top_p: z.number().nullish(),
  top_k: z.number().nullish(),
  n: z.number().nullish(),
  seed: z.number().nullish(),
  stop: z.union([z.string(), z.array(z.string())]).nullish(),
  response_format: z
    .looseObject({
      json_schema: z
        .looseObject({ name: z.string().nullish(), description: z.string().nullish() })
        .nullish(),
    })
    .nullish(),
  modalities: z.array(z.string()).nullish(),
  audio: z
    .looseObject({ voice: z.union([z.string(), z.looseObject({ id: z.string() })]).nullish() })
    .nullish(),
  tools: z.array(toolSchema).nullish(),
  tool_choice: z.union([z.string(), z.looseObject({})]).nullish(),
  functions: z.array(definitionSchema).nullish(),
  function_call: z.union([z.string(), z.looseObject({ name: z.string() })]).nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  web_search_options: z.looseObject({}).nullish(),
  reasoning_effort: z.string().nullish(),
  reasoning: z
    .looseObject({
      effort: z.string().nullish(),
      max_tokens: z.number().nullish(),
      exclude: z.boolean().nullish(),
      enabled: z.boolean().nullish(),
    })
    .nullish(),
  thinking: z
    .looseObject({ type: z.string().nullish(), budget_tokens: z.number().nullish() })
    .nullish(),
  enable_thinking: z.boolean().nullish(),
  service_tier: z.string().nullish(),
  safety_settings: safetySettingsSchema.nullish(),
  image_config: imageConfigSchema.nullish(),
  google: googleSchema.nullish(),
  extra_body: z.looseObject({}).nullish(),
}

const fieldSchemas = new Map<string, z.ZodType>(Object.entries(fields))

type Fields = z.infer<z.ZodObject<typeof fields>>
export type ChatRequest = Fields & Record<string, unknown>
export type ChatMessage = z.infer<typeof messageSchema>
export type ChatContent = z.infer<typeof contentSchema>
export type ChatContentPart = z.infer<typeof contentPartSchema>
export type ChatToolCall = z.infer<typeof toolCallSchema>

type Issue = z.core.$ZodIssue

/** `['messages', 2, 'content']` → `messages[2].content`. */
const fieldPath = (path: readonly PropertyKey[]): string =>
  path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '')

/** Of a union's failures the one that got furthest into the value says what is really wrong. */
function deepestIssue(issue: Issue): Issue {
  if (issue.code !== 'invalid_union') return issue
  let deepest: Issue | undefined
  for (const [first] of issue.errors) {
    if (first === undefined) continue
    const candidate = deepestIssue(first)
    if (candidate.path.length > (deepest?.path.length ?? 0)) deepest = candidate
  }
  if (deepest === undefined) return { ...issue, message: unionMessage(issue) }
  return { ...deepest, path: [...issue.path, ...deepest.path] }
}

function unionMessage(issue: Extract<Issue, { code: 'invalid_union' }>): string {
  const expected = issue.errors.flat().map((error) => ('expected' in error ? error.expected : ''))
  return `expected ${expected.filter((name) => name !== '').join(' or ')}`
}

function invalidField(issue: Issue): InvalidRequest {
  const { path, message } = deepestIssue(issue)
  const param = fieldPath(path)
  const reason = message.replace(/^Invalid (input|option): /, '')
  return new InvalidRequest(`Invalid value for '${param}': ${reason}.`, { param })
}

const snakeCase = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** Google's options come in both spellings; they hold settings only, never a client's data. */
function snakeCaseKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(snakeCaseKeys)
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [snakeCase(key), snakeCaseKeys(entry)]),
  )
}

/**
 * `extra_body` is Python's way to add top-level keys; some clients send it as a key instead. What
 * the body itself says wins.
 */
function withExtraBody(body: Record<string, unknown>): Record<string, unknown> {
  if (body['extra_body'] === undefined && body['google'] === undefined) return body
  const extra = isObject(body['extra_body']) ? body['extra_body'] : {}
  const google = [extra['google'], body['google']].filter(
    (options) => options !== undefined && options !== null,
  )
  // What is no object stays as it is, to be refused.
  const wrong = google.find((options) => !isObject(options))
  const merged: unknown = wrong ?? Object.assign({}, ...google.map(snakeCaseKeys))
  return { ...extra, ...body, ...(google.length > 0 && { google: merged }) }
}

/**
 * Checks a parsed JSON body and gives it back typed; keys we do not know stay. Throws
 * InvalidRequest that names the path of the bad field (conformance A1, A3, E38).
 */
export function parseChatRequest(body: unknown): ChatRequest {
  if (!isObject(body)) {
    throw new InvalidRequest('The request body must be a JSON object.')
  }
  if (body['messages'] === undefined && body['input'] !== undefined) {
    throw new InvalidRequest(
      "This endpoint takes 'messages'. A body with 'input' belongs to the Responses API, and requests in the style of /v1/responses are not served here.",
      { param: 'messages' },
    )
  }
  if (!Array.isArray(body['messages']) || body['messages'].length === 0) {
    throw new InvalidRequest("'messages' must be an array with at least one message.", {
      param: 'messages',
    })
  }
  const request = withExtraBody(body)
  if (request['model'] === undefined) checkField('model', undefined)
  for (const field in request) checkField(field, request[field])
  return request as ChatRequest
}

/** Only what is there is looked at: a request has five of the forty fields. */
function checkField(field: string, value: unknown): void {
  const schema = fieldSchemas.get(field)
  if (schema === undefined || isPlain(field, value)) return
  const [issue] = schema.safeParse(value).error?.issues ?? []
  if (issue !== undefined) throw invalidField({ ...issue, path: [field, ...issue.path] })
}

/** What JSON knows besides lists and objects, and which fields take any of the kind. */
const simple = { string: '', number: 0, boolean: true } as const
const fieldsOf = Object.fromEntries(
  Object.entries(simple).map(([type, any]) => {
    const taking = [...fieldSchemas].filter(([, schema]) => schema.safeParse(any).success)
    return [type, new Set(taking.map(([field]) => field))]
  }),
)

/**
 * Whether a value is so simple that it need not be shown to its schema, which copies what it looks
 * at: for most requests nothing else is left.
 */
function isPlain(field: string, value: unknown): boolean {
  // JSON can write a number so large that it is none.
  if (value === Infinity || value === -Infinity) return false
  if (typeof value !== 'object') return fieldsOf[typeof value]?.has(field) === true
  return field === 'messages' && (value as unknown[]).every(isPlainMessage)
}

const roles: ReadonlySet<unknown> = new Set(roleSchema.options)

/** A role and a text. */
function isPlainMessage(message: unknown): boolean {
  if (!isObject(message) || !roles.has(message['role'])) return false
  for (const key in message) if (key !== 'role' && key !== 'content') return false
  return typeof message['content'] === 'string'
}
