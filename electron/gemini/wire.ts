/**
 * The shapes Google sends and takes, derived from the types of `@google/genai`: enums become the
 * plain strings that travel in JSON. Everything is optional there and stays so here; a value Google
 * adds later may appear at run time although the type does not list it.
 */
import type * as genai from '@google/genai'

type Wire<T> = T extends string
  ? `${T}`
  : T extends (infer Item)[]
    ? Wire<Item>[]
    : T extends object
      ? { [Key in keyof T]: Wire<T[Key]> }
      : T

export type Part = Wire<genai.Part>
export type Content = { role?: string; parts?: Part[] }
export type FunctionCall = Wire<genai.FunctionCall>
export type FunctionDeclaration = Omit<
  Wire<genai.FunctionDeclaration>,
  'parametersJsonSchema' | 'responseJsonSchema'
> & { parametersJsonSchema?: unknown; responseJsonSchema?: unknown }
export type GroundingMetadata = Wire<genai.GroundingMetadata>
export type ModalityTokenCount = Wire<genai.ModalityTokenCount>
export type UsageMetadata = Wire<genai.GenerateContentResponseUsageMetadata> & {
  serviceTier?: string
}
/** The level is open: `xhigh` exists upstream before the type knows it, and either case is taken. */
export type ThinkingConfig = Omit<Wire<genai.ThinkingConfig>, 'thinkingLevel'> & {
  thinkingLevel?: string
}
export type SafetySetting = Wire<genai.SafetySetting>
type SafetyRating = Wire<genai.SafetyRating>
export type PartialArg = Wire<genai.PartialArg>
export type UrlContextMetadata = Wire<genai.UrlContextMetadata>
export type ToolConfig = Wire<genai.ToolConfig>
export type FinishReason = `${genai.FinishReason}`

export type Tool = Omit<Wire<genai.Tool>, 'functionDeclarations'> & {
  functionDeclarations?: FunctionDeclaration[]
}

export type GenerationConfig = Omit<
  Wire<genai.GenerationConfig>,
  'responseJsonSchema' | 'responseModalities' | 'thinkingConfig'
> & {
  thinkingConfig?: ThinkingConfig
  responseJsonSchema?: unknown
  responseModalities?: string[]
  imageConfig?: { aspectRatio?: string; imageSize?: string }
}

/** Body of `models/{model}:generateContent` and `:streamGenerateContent`. */
export interface GenerateContentRequest {
  contents: Content[]
  systemInstruction?: Content
  generationConfig?: GenerationConfig
  tools?: Tool[]
  toolConfig?: ToolConfig
  safetySettings?: readonly SafetySetting[]
  cachedContent?: string
  serviceTier?: string
}

/** A stretch of an answer, in bytes of UTF-8, that stands somewhere else as well. */
export interface Citation {
  startIndex?: number
  endIndex?: number
  uri?: string
  title?: string
}

/** `citationSources` is how the Developer API names what its own types call `citations`. */
export interface CitationMetadata {
  citationSources?: Citation[]
  citations?: Citation[]
}

export interface Candidate {
  index?: number
  content?: Content
  finishReason?: FinishReason
  finishMessage?: string
  /** Beside the finish reason `CONTINUATION`. */
  continuationToken?: string
  groundingMetadata?: GroundingMetadata
  urlContextMetadata?: UrlContextMetadata
  citationMetadata?: CitationMetadata
  safetyRatings?: SafetyRating[]
}

/** Answer of `:generateContent`, and every event of `:streamGenerateContent`. */
export interface GenerateContentResponse {
  candidates?: Candidate[]
  promptFeedback?: { blockReason?: string; blockReasonMessage?: string }
  usageMetadata?: UsageMetadata
  modelVersion?: string
  responseId?: string
}

/** One text of `models/{model}:batchEmbedContents`; `model` is written `models/<id>` here. */
export interface EmbedContentRequest {
  model: string
  content: Content
  outputDimensionality?: number
  taskType?: string
}

/** Answer of `:batchEmbedContents`, one vector per request in the same order. */
export interface BatchEmbedContentsResponse {
  embeddings?: { values?: number[] }[]
  usageMetadata?: UsageMetadata
}

/** One entry of `models.list`. */
export interface Model {
  name: string
  displayName?: string
  description?: string
  version?: string
  inputTokenLimit?: number
  outputTokenLimit?: number
  supportedGenerationMethods?: string[]
}

/** One `google.rpc` detail of an error; which fields are there depends on `@type`. */
export interface ErrorDetail {
  '@type'?: string
  reason?: string
  domain?: string
  metadata?: Record<string, string>
  retryDelay?: string
  violations?: {
    quotaId?: string
    quotaMetric?: string
    quotaValue?: string
    quotaDimensions?: Record<string, string>
    description?: string
  }[]
  fieldViolations?: { field?: string; description?: string }[]
  links?: { description?: string; url?: string }[]
  /** Text of a `DebugInfo`. */
  detail?: string
}

/** The `error` object of a failed call. */
export interface GoogleError {
  code?: number
  message?: string
  status?: string
  details?: ErrorDetail[]
}
