/**
 * What each family of models takes and refuses (conformance §0): one table, keyed by the form of
 * the id. Pure data; the newest family is the default, so that a model released after this build
 * works.
 */

/** Thinking levels, weakest first. */
export const thinkingLevels = ['minimal', 'low', 'medium', 'high', 'xhigh'] as const
export type ThinkingLevel = (typeof thinkingLevels)[number]

/** How a model lets its thinking be steered. Budgets are in tokens. */
export type ThinkingControl =
  | {
      kind: 'budget'
      minimum: number
      maximum: number
      canBeOff: boolean
      default: 'dynamic' | 'off'
    }
  | { kind: 'level'; levels: readonly ThinkingLevel[]; default: ThinkingLevel }
  | { kind: 'none' }

/** Generation whose request rules apply; `3.6` begins with gemini-3.6-flash and 3.5-flash-lite. */
type Generation = 'gemma' | '2.0' | '2.5' | '3' | '3.6' | '4'

export interface ModelFamily {
  /** Models of one name understand each other's thought signatures. */
  name: string
  generation: Generation
  thinking: ThinkingControl
  /** Least `maxOutputTokens` worth sending when the model thinks, which counts too. */
  outputFloorTokens: number
  /** Most `maxOutputTokens` the family takes for certain. */
  outputLimitTokens: number
  /** temperature, topP and topK have no effect and are going to be refused. */
  samplingIgnored: boolean
  /** `contents` may end with a model turn. */
  prefillAllowed: boolean
  systemInstructionAllowed: boolean
  toolsAllowed: boolean
  /** Google's own tools and the client's functions may be in one request. */
  combinesBuiltInTools: boolean
  /** JSON output may be asked for in a request that has tools. */
  jsonWithTools: boolean
  jsonAllowed: boolean
  /** The first function call of a step must carry a thought signature (conformance A6). */
  requiresSignatures: boolean
  /** Images and PDFs may sit inside a function response. */
  mediaInFunctionResponse: boolean
  /** Whether images may be looked at more or less closely: each for itself, or all alike. */
  mediaResolution: 'per-part' | 'per-request' | 'none'
  /** Google reads a public https address in `fileData` itself. */
  fetchesUrls: boolean
  isImage: boolean
  isTts: boolean
  /** How to speak stands beside the text; other voices find it in the text. */
  readsSpeechMetadata: boolean
  /** Writes down speech and does nothing else: no prompt steers it. */
  isTranscriber: boolean
  isEmbedding: boolean
}

const newest: ModelFamily = {
  name: 'gemini-4',
  generation: '4',
  thinking: { kind: 'level', levels: ['low', 'medium', 'high'], default: 'medium' },
  outputFloorTokens: 32_768,
  outputLimitTokens: 65_536,
  samplingIgnored: true,
  prefillAllowed: false,
  systemInstructionAllowed: true,
  toolsAllowed: true,
  combinesBuiltInTools: true,
  jsonWithTools: true,
  jsonAllowed: true,
  requiresSignatures: true,
  mediaInFunctionResponse: true,
  mediaResolution: 'per-part',
  fetchesUrls: true,
  isImage: false,
  isTts: false,
  readsSpeechMetadata: false,
  isTranscriber: false,
  isEmbedding: false,
}

const hydrogen: ModelFamily = {
  ...newest,
  name: 'gemini-4-hydrogen',
  thinking: { kind: 'level', levels: ['low', 'medium', 'high', 'xhigh'], default: 'medium' },
}

const gemini38: ModelFamily = {
  ...newest,
  name: 'gemini-3.8',
  generation: '3.6',
  outputFloorTokens: 2048,
}

const fourLevels = ['minimal', 'low', 'medium', 'high'] as const

const gemini36Flash: ModelFamily = {
  ...gemini38,
  name: 'gemini-3.6-flash',
  thinking: { kind: 'level', levels: fourLevels, default: 'medium' },
}

const gemini35FlashLite: ModelFamily = {
  ...gemini38,
  name: 'gemini-3.5-flash-lite',
  thinking: { kind: 'level', levels: fourLevels, default: 'minimal' },
}

const gemini3Pro: ModelFamily = {
  ...gemini38,
  name: 'gemini-3-pro',
  generation: '3',
  thinking: { kind: 'level', levels: ['low', 'medium', 'high'], default: 'high' },
  samplingIgnored: false,
  prefillAllowed: true,
}

const gemini3Flash: ModelFamily = {
  ...gemini3Pro,
  name: 'gemini-3-flash',
  thinking: { kind: 'level', levels: fourLevels, default: 'high' },
}

const gemini31FlashLite: ModelFamily = {
  ...gemini3Pro,
  name: 'gemini-3.1-flash-lite',
  thinking: { kind: 'level', levels: fourLevels, default: 'minimal' },
}

const gemini25Pro: ModelFamily = {
  ...gemini3Pro,
  name: 'gemini-2.5-pro',
  generation: '2.5',
  thinking: { kind: 'budget', minimum: 128, maximum: 32_768, canBeOff: false, default: 'dynamic' },
  combinesBuiltInTools: false,
  jsonWithTools: false,
  requiresSignatures: false,
  mediaInFunctionResponse: false,
  mediaResolution: 'per-request',
}

const gemini25Flash: ModelFamily = {
  ...gemini25Pro,
  name: 'gemini-2.5-flash',
  thinking: { kind: 'budget', minimum: 1, maximum: 24_576, canBeOff: true, default: 'dynamic' },
}

const gemini25FlashLite: ModelFamily = {
  ...gemini25Pro,
  name: 'gemini-2.5-flash-lite',
  thinking: { kind: 'budget', minimum: 512, maximum: 24_576, canBeOff: true, default: 'off' },
}

const gemini20: ModelFamily = {
  ...gemini25Pro,
  name: 'gemini-2.0',
  generation: '2.0',
  thinking: { kind: 'none' },
  outputLimitTokens: 8192,
  fetchesUrls: false,
}

const gemma: ModelFamily = {
  ...gemini20,
  name: 'gemma',
  generation: 'gemma',
  systemInstructionAllowed: false,
  mediaResolution: 'none',
}

/** A model whose output is not text: no thinking, no media resolution, no fetching. */
const nonText = {
  thinking: { kind: 'none' },
  mediaResolution: 'none',
  fetchesUrls: false,
} as const

const nanoBanana: ModelFamily = {
  ...gemini36Flash,
  ...nonText,
  name: 'nano-banana',
  isImage: true,
  toolsAllowed: false,
  jsonAllowed: false,
}

const gemini3Image: ModelFamily = {
  ...gemini3Pro,
  ...nonText,
  name: 'gemini-3-image',
  isImage: true,
}
const gemini2Image: ModelFamily = {
  ...gemini25Pro,
  ...nonText,
  name: 'gemini-2-image',
  isImage: true,
}

const tts: ModelFamily = {
  ...gemini36Flash,
  ...nonText,
  name: 'tts',
  isTts: true,
  readsSpeechMetadata: true,
  toolsAllowed: false,
  jsonAllowed: false,
}

const olderTts: ModelFamily = { ...tts, name: 'tts-3.1', readsSpeechMetadata: false }

const transcriber: ModelFamily = {
  ...gemini36Flash,
  ...nonText,
  name: 'transcriber',
  isTranscriber: true,
  toolsAllowed: false,
  jsonAllowed: false,
}

const embedding: ModelFamily = {
  ...gemini36Flash,
  ...nonText,
  name: 'embedding',
  isEmbedding: true,
  toolsAllowed: false,
  jsonAllowed: false,
}

/** First match wins. */
const familiesByPattern: readonly (readonly [RegExp, ModelFamily])[] = [
  [/embedding/, embedding],
  [/^gemini-(2\.|3\.1-).*-tts(-|$)/, olderTts],
  [/-tts(-|$)/, tts],
  [/-transcribe(-|$)/, transcriber],
  [/nano-banana/, nanoBanana],
  [/^gemini-2.*-image(-|$)/, gemini2Image],
  [/-image(-|$)/, gemini3Image],
  [/^gemma-/, gemma],
  [/^gemini-(1|2\.0)/, gemini20],
  [/^gemini-2\.5-pro/, gemini25Pro],
  [/^gemini-2\.5-flash-lite/, gemini25FlashLite],
  [/^gemini-2\.5/, gemini25Flash],
  [/^gemini-3(\.[01])?-pro/, gemini3Pro],
  [/^gemini-3(\.[01])?-flash-lite/, gemini31FlashLite],
  [/^gemini-3(\.[01])?-flash/, gemini3Flash],
  [/^gemini-3\.5-flash-lite/, gemini35FlashLite],
  // Google answers gemini-3.5-flash with 3.6-flash since 8 October 2026.
  [/^gemini-3\.[56]-flash/, gemini36Flash],
  [/^gemini-3/, gemini38],
  [/^gemini-4-hydrogen/, hydrogen],
]

/** Ids that Google is going to answer with another model, whose rules apply from then on. */
const reroutes: readonly { model: string; target: string; fromMs: number }[] = [
  { model: 'gemini-2.5-pro', target: 'gemini-3.8-flash', fromMs: Date.UTC(2026, 11, 1) },
  { model: 'gemini-2.5-flash', target: 'gemini-3.5-flash-lite', fromMs: Date.UTC(2026, 11, 1) },
]

/**
 * The rules of a model, by its id with or without `models/`. `nowMs` (Unix milliseconds) makes
 * announced re-routes count from their day; without it an id keeps its own rules. Unknown ids get
 * the newest family. Source: conformance §0.
 */
export function modelFamily(model: string, nowMs = Number.NEGATIVE_INFINITY): ModelFamily {
  const { family, reroute } = rulesOf(model)
  return reroute !== undefined && nowMs >= reroute.fromMs ? rulesOf(reroute.target).family : family
}

interface Rules {
  family: ModelFamily
  reroute: (typeof reroutes)[number] | undefined
}

/** Clients can ask for models of any name; people use a few. */
const MAX_KNOWN = 100
const known = new Map<string, Rules>()

/** Each is looked up several times per request, and the patterns are many. */
function rulesOf(model: string): Rules {
  let rules = known.get(model)
  if (rules === undefined) {
    const id = model.toLowerCase().replace(/^models\//, '')
    rules = {
      family: familiesByPattern.find(([pattern]) => pattern.test(id))?.[1] ?? newest,
      reroute: reroutes.find((entry) => entry.model === id),
    }
    if (known.size >= MAX_KNOWN) known.clear()
    known.set(model, rules)
  }
  return rules
}
