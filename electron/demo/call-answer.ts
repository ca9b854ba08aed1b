/** When the demo calls a function, which one, how often and with what. */
import type { FunctionDeclaration, Part } from '../gemini/wire.ts'
import { hasStepsLeft, numbersIn, shorten, type Ask, type Draft } from './ask.ts'
import { declaredFunctions } from './config-rules.ts'
import { callId } from './fingerprint.ts'
import { isJsonObject } from './google-json.ts'
import { isFreeString, sampledMembers, sampleValue } from './sample-value.ts'
import { resultsOf } from './turn-rules.ts'

/** Words too common to be a reason for calling something. */
const commonWords = new Set(
  'about could from have into please tell that then this what when where which will with would your'.split(
    ' ',
  ),
)

/**
 * Calls one per part, then an empty text as recorded from gemini-3; undefined when nothing is to be
 * called. Mode ANY always calls, NONE never, other modes when the prompt mentions a function.
 */
export function callAnswer(ask: Ask): Draft | undefined {
  const { model, request, text, seed } = ask
  const last = request.contents.at(-1)
  const config = request.toolConfig?.functionCallingConfig
  if (last?.role === 'model' || config?.mode === 'NONE') return undefined
  if (resultsOf(last).length > 0 && !hasStepsLeft(ask)) return undefined

  const allowed = config?.allowedFunctionNames ?? []
  const callable = declaredFunctions(request).filter(
    ({ name = '' }) => allowed.length === 0 || allowed.includes(name),
  )
  const mentioned = mentionedFunctions(callable, text)
  const chosen = mentioned.length === 0 && config?.mode === 'ANY' ? callable.slice(0, 1) : mentioned
  if (chosen.length === 0) return undefined

  const calls = chosen.flatMap((declaration) =>
    argumentSets(declaration, text).map((args) => ({ name: declaration.name ?? '', args })),
  )
  const parts = calls.map(({ name, args }, at): Part => {
    const id = model.generation >= 3 ? { id: callId(seed, at) } : {}
    return { functionCall: { ...id, name, ...(args === undefined ? {} : { args }) } }
  })
  return { parts: [...searchSteps(ask), ...parts, { text: '' }] }
}

/** Where search stands beside functions, Google shows that it searched before it calls one. */
function searchSteps({ request, text, seed }: Ask): Part[] {
  const searches = request.tools?.some((tool) => tool.googleSearch !== undefined)
  if (!searches || !request.toolConfig?.includeServerSideToolInvocations) return []
  const step = { toolType: 'GOOGLE_SEARCH_WEB', id: callId(seed, -1) } as const
  return [
    { toolCall: { ...step, args: { queries: [shorten(text, 120)] } } },
    { toolResponse: { ...step, response: { search_suggestions: '<div class="chip">demo</div>' } } },
  ]
}

/** Functions whose name has a word of the text in it, else the first whose description has. */
function mentionedFunctions(
  declarations: readonly FunctionDeclaration[],
  text: string,
): FunctionDeclaration[] {
  const words = (text.toLowerCase().match(/\p{L}{4,}/gu) ?? []).filter(
    (word) => !commonWords.has(word),
  )
  const mentions = (haystack = '') => words.some((word) => haystack.toLowerCase().includes(word))
  const byName = declarations.filter(({ name }) => mentions(name))
  if (byName.length > 0) return byName
  return declarations.filter(({ description }) => mentions(description)).slice(0, 1)
}

/** Arguments of each call to make: one call per place when a single text is asked for. */
function argumentSets(
  { parameters, parametersJsonSchema }: FunctionDeclaration,
  text: string,
): (Record<string, unknown> | undefined)[] {
  const schema: unknown = parametersJsonSchema ?? parameters
  const members = sampledMembers(schema)
  if (members.length === 0) return [undefined]

  const properties = isJsonObject(schema) ? schema['properties'] : undefined
  const freeStrings = members.filter(
    (name) => isJsonObject(properties) && isFreeString(properties[name]),
  )
  const places = placesIn(text)
  const texts = places.length > 0 ? places : [text]
  const numbers = numbersIn(text)
  const inspirations = freeStrings.length === 1 ? texts.map((place) => [place]) : [texts]
  return inspirations.map((from) => {
    const args = sampleValue(schema, { texts: from, numbers })
    return isJsonObject(args) ? args : {}
  })
}

/** Capitalised words that do not begin a sentence, neighbours joined: `Paris`, `San Francisco`. */
export function placesIn(text: string): string[] {
  const names = text.matchAll(
    /(?<![.!?:]\s*|^\s*|[\p{L}\p{N}])\p{Lu}\p{Ll}+(?:[ -]\p{Lu}\p{Ll}+)*/gu,
  )
  return [...new Set([...names].map(([name]) => name))]
}
