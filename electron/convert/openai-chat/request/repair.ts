/**
 * Repairs a request that Google refused for something that can be left out or said otherwise
 * (conformance A4, A5, A6): rules change, and unknown models are taken for the newest.
 */
import type {
  Content,
  GenerateContentRequest,
  GenerationConfig,
  GoogleError,
  Part,
} from '../../../gemini/wire.ts'
import { removableKeywords, withoutKeywords } from '../../json-schema/without-keywords.ts'
import { jsonInstruction } from './response-format.ts'
import { signatureSentinel } from './thought-signature.ts'

export interface Repair {
  body: GenerateContentRequest
  /** What was done, for the log: `without thinkingConfig`. */
  what: string
}

type Change = (body: GenerateContentRequest, message: string) => Repair | undefined

const camelCase = (name: string): string =>
  name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())

/** Settings whose absence leaves the request what it is. */
const removableSettings: ReadonlySet<string> = new Set<keyof GenerationConfig>([
  'temperature',
  'topP',
  'topK',
  'seed',
  'maxOutputTokens',
  'stopSequences',
  'thinkingConfig',
  'mediaResolution',
  'imageConfig',
])

function withoutSettings(
  body: GenerateContentRequest,
  names: readonly string[],
): Repair | undefined {
  const config = body.generationConfig ?? {}
  const present = names.filter((name) => name in config && removableSettings.has(name))
  if (present.length === 0) return undefined
  const kept = Object.entries(config).filter(([name]) => !present.includes(name))
  return {
    body: { ...body, generationConfig: Object.fromEntries(kept) },
    what: `without ${present.join(', ')}`,
  }
}

const dropSettings =
  (...names: (keyof GenerationConfig)[]): Change =>
  (body) =>
    withoutSettings(body, names)

function withoutSchemaKeywords(body: GenerateContentRequest, names: ReadonlySet<string>): Repair {
  const tools = body.tools?.map((tool) => ({
    ...tool,
    ...(tool.functionDeclarations && {
      functionDeclarations: tool.functionDeclarations.map((declaration) => ({
        ...declaration,
        ...(declaration.parametersJsonSchema !== undefined && {
          parametersJsonSchema: withoutKeywords(declaration.parametersJsonSchema, names),
        }),
      })),
    }),
  }))
  const schema = body.generationConfig?.responseJsonSchema
  return {
    body: {
      ...body,
      ...(tools && { tools }),
      ...(schema !== undefined && {
        generationConfig: {
          ...body.generationConfig,
          responseJsonSchema: withoutKeywords(schema, names),
        },
      }),
    },
    what: `schemas without ${[...names].join(', ')}`,
  }
}

/** `Unknown name "x" at 'generation_config': Cannot find field.` */
const dropUnknownName: Change = (body, message) => {
  const named = /Unknown name "([^"]+)"(?: at '([^']*)')?/.exec(message)
  const name = camelCase(named?.[1] ?? '')
  const place = camelCase(named?.[2] ?? '')
  if (/^tools\b|JsonSchema\b|responseSchema\b/.test(place)) {
    return removableKeywords.has(name) ? withoutSchemaKeywords(body, new Set([name])) : undefined
  }
  if (/^generationConfig\b/.test(place)) {
    const [, setting = name] = place.split('.')
    return withoutSettings(body, [setting])
  }
  if (place !== '' || name !== 'serviceTier' || body.serviceTier === undefined) return undefined
  const { serviceTier: _, ...rest } = body
  return { body: rest, what: 'without serviceTier' }
}

const dropKeyword =
  (keyword: string): Change =>
  (body) =>
    withoutSchemaKeywords(body, new Set([keyword]))

function withSystemText(body: GenerateContentRequest, text: string): GenerateContentRequest {
  const { systemInstruction } = body
  return {
    ...body,
    systemInstruction: {
      ...systemInstruction,
      parts: [...(systemInstruction?.parts ?? []), { text }],
    },
  }
}

/** JSON mode as an instruction; `keepMode` gives up only the schema. */
const jsonInWords =
  (keepMode: boolean): Change =>
  (body) => {
    const { responseMimeType, responseJsonSchema, ...config } = body.generationConfig ?? {}
    if (responseMimeType === undefined) return undefined
    if (keepMode && responseJsonSchema === undefined) return undefined
    const schema = (responseJsonSchema ?? undefined) as Record<string, unknown> | undefined
    const generationConfig = { ...config, ...(keepMode && { responseMimeType }) }
    return {
      body: withSystemText(
        { ...body, generationConfig },
        jsonInstruction(schema ? { schema } : {}),
      ),
      what: keepMode ? 'schema as an instruction' : 'JSON mode as an instruction',
    }
  }

/** Signatures are all or nothing: which of them is the broken one Google does not say. */
const unsigned: Change = (body) => {
  const { requiresFirst, contents } = restamped(body.contents)
  return requiresFirst
    ? { body: { ...body, contents }, what: 'without thought signatures' }
    : undefined
}

function restamped(contents: readonly Content[]): { requiresFirst: boolean; contents: Content[] } {
  let requiresFirst = false
  const changed = contents.map((content) => {
    const parts = (content.parts ?? []).filter((part) => part.thought !== true && !isStep(part))
    const firstCall = parts.find((part) => part.functionCall)
    return {
      ...content,
      parts: parts.map((part): Part => {
        const { thoughtSignature, ...bare } = part
        const stamp = part === firstCall ? signatureSentinel : undefined
        requiresFirst ||= thoughtSignature !== stamp
        return stamp === undefined ? bare : { ...bare, thoughtSignature: stamp }
      }),
    }
  })
  return { requiresFirst, contents: changed }
}

/** What a tool of Google's own did in an earlier turn. */
const isStep = ({ toolCall, toolResponse }: Part): boolean =>
  toolCall !== undefined || toolResponse !== undefined

const withoutSteps = (content: Content): Content => ({
  ...content,
  ...(content.parts && { parts: content.parts.filter((part) => !isStep(part)) }),
})

const withoutBuiltIns: Change = (body) => {
  const tools = body.tools?.filter((tool) => tool.functionDeclarations !== undefined) ?? []
  if (tools.length === 0 || tools.length === body.tools?.length) return undefined
  const { includeServerSideToolInvocations: _, ...toolConfig } = body.toolConfig ?? {}
  const contents = body.contents.map(withoutSteps)
  return { body: { ...body, contents, tools, toolConfig }, what: "without Google's own tools" }
}

/** Only what we set of our own accord: a client's wish is not dropped behind its back. */
const googlesOwnFilters: Change = ({ safetySettings, ...body }) =>
  safetySettings?.every(({ threshold }) => threshold === 'OFF')
    ? { body, what: 'without safetySettings' }
    : undefined

/** A resolution may stand with every image, too. */
const withoutResolutions: Change = (body) => {
  const whole = withoutSettings(body, ['mediaResolution'])?.body ?? body
  const bare = (part: Part): Part => {
    const { mediaResolution: _, ...rest } = part
    return rest
  }
  const contents = whole.contents.map((content): Content => ({
    ...content,
    ...(content.parts && { parts: content.parts.map(bare) }),
  }))
  const isSaid = body.contents.some(({ parts }) => parts?.some((part) => part.mediaResolution))
  if (whole === body && !isSaid) return undefined
  return { body: { ...whole, contents }, what: 'without mediaResolution' }
}

const endedByUser: Change = (body) =>
  body.contents.at(-1)?.role === 'model'
    ? {
        body: {
          ...body,
          contents: [...body.contents, { role: 'user', parts: [{ text: 'Continue.' }] }],
        },
        what: 'ended with a user turn',
      }
    : undefined

const systemAsUser: Change = (body) => {
  const { systemInstruction, ...rest } = body
  const [first, ...others] = body.contents
  if (systemInstruction?.parts === undefined || first === undefined) return undefined
  const opening = { ...first, parts: [...systemInstruction.parts, ...(first.parts ?? [])] }
  return { body: { ...rest, contents: [opening, ...others] }, what: 'system text as a user turn' }
}

/** First match wins. Google's wording varies from release to release, so it is matched loosely. */
const changes: readonly (readonly [RegExp, Change])[] = [
  [/thought[_ ]?signature/i, unsigned],
  [/media[_ ]?resolution/i, withoutResolutions],
  [/Unknown name "/, dropUnknownName],
  [/include_server_side_tool_invocations|Built-in tools .*cannot be combined/i, withoutBuiltIns],
  [
    /thinking[_ ]?(level|budget|config)|\bthinking is not|\bbudget \S+ is invalid/i,
    dropSettings('thinkingConfig'),
  ],
  [/Function calling with a response mime type|JSON mode is not enabled/i, jsonInWords(false)],
  [/too many states|schema .*too (complex|deep|large)/i, jsonInWords(true)],
  [/ending with a model turn/i, endedByUser],
  [/(Developer|System) instruction is not enabled/i, systemAsUser],
  [/safety[_ ]?settings?|harm_?category/i, googlesOwnFilters],
  [/\b(temperature|top_?[pk])\b/i, dropSettings('temperature', 'topP', 'topK')],
  [/max_?output_?tokens/i, dropSettings('maxOutputTokens')],
  [/only 'enum' and 'date-time' are supported/i, dropKeyword('format')],
  [/enum: only allowed for STRING/i, dropKeyword('enum')],
]

/**
 * A body that avoids what Google complained of, or nothing when its words name nothing that can be
 * mended without changing what the client asked for. Pure; the given body is not changed.
 */
export function repairRequest(
  body: GenerateContentRequest,
  error: GoogleError,
): Repair | undefined {
  const message = error.message ?? ''
  const change = changes.find(([pattern]) => pattern.test(message))?.[1]
  return change?.(body, message)
}
