/** An OpenAI chat request as Gemini's `generateContent` (conformance A). */
import { modelFamily, type ModelFamily } from '../../../gemini/families.ts'
import type {
  Content,
  GenerateContentRequest,
  GenerationConfig,
  Part,
  SafetySetting,
} from '../../../gemini/wire.ts'
import type { Settings } from '../../../shared/settings.ts'
import { InvalidRequest } from '../../invalid-request.ts'
import type { BuiltInTool } from './built-in-tools.ts'
import type { ChatRequest } from './chat-request.ts'
import { asksForImages, choiceCount, convertGenerationConfig } from './generation-config.ts'
import { type FetchedFiles, type FileLink, LinkedFiles } from './linked-files.ts'
import { convertMessages, type Conversation } from './messages.ts'
import type { RequestedModel } from '../../model-name.ts'
import { jsonInstruction, readResponseFormat, type JsonOutput } from './response-format.ts'
import { convertThinking, type Thinking } from './thinking.ts'
import type { RecallSignature } from './thought-signature.ts'
import { ToolNames } from './tool-names.ts'
import { convertTools, readTools, type RequestedTools } from './tools.ts'

/** The person's switches, and the time for rules that change on a day. */
export interface ChatRequestOptions {
  codeExecutionEnabled: boolean
  showThinkingProcess: boolean
  /** What Google is to hold back where the client does not say; nothing where left out. */
  safetyFilter?: Settings['safetyFilter']
  /** Unix milliseconds; without it announced re-routes of models are not counted in. */
  nowMs?: number
  /** The model that answers under the asked name, where that is another. */
  servedBy?: string | undefined
  /** Finds signatures the client may have dropped. */
  recallSignature?: RecallSignature
  /** What earlier drafts of this conversion asked to have downloaded. */
  fetchedFiles?: FetchedFiles
}

export interface GeminiChatRequest {
  body: GenerateContentRequest
  /** Restores the client's spelling of function names in the answer. */
  toolNames: ToolNames
  /** Client names of tools that take free text (`type: custom`). */
  customToolNames: ReadonlySet<string>
  includeThoughts: boolean
  /** How many times the body is to be sent, each for one choice of the answer. */
  choices: number
  /** The answer may take so long that it is better read while it comes (conformance B3 rule 17). */
  mayTakeLong: boolean
  /** False: only the first call of an answer is for the client. */
  parallelToolCalls: boolean
  /** To be downloaded before the body can be sent; convert again with what they hold. */
  missingFiles: readonly FileLink[]
  /** To be downloaded only if Google turns out not to get at them. */
  filesLeftToGoogle: readonly FileLink[]
}

const blockedCategories = [
  'HARASSMENT',
  'HATE_SPEECH',
  'SEXUALLY_EXPLICIT',
  'DANGEROUS_CONTENT',
] as const

const thresholds = {
  off: 'OFF',
  block_only_high: 'BLOCK_ONLY_HIGH',
  block_medium_and_above: 'BLOCK_MEDIUM_AND_ABOVE',
  block_low_and_above: 'BLOCK_LOW_AND_ABOVE',
} as const

const settingsOf = (threshold: NonNullable<SafetySetting['threshold']>): readonly SafetySetting[] =>
  blockedCategories.map((name) => ({ category: `HARM_CATEGORY_${name}`, threshold }))

/** The settings of all categories at one threshold; made once for all requests. */
const settingsAt = {
  OFF: settingsOf('OFF'),
  BLOCK_NONE: settingsOf('BLOCK_NONE'),
  BLOCK_ONLY_HIGH: settingsOf('BLOCK_ONLY_HIGH'),
  BLOCK_MEDIUM_AND_ABOVE: settingsOf('BLOCK_MEDIUM_AND_ABOVE'),
  BLOCK_LOW_AND_ABOVE: settingsOf('BLOCK_LOW_AND_ABOVE'),
}

/** What the client set, else what the person did; models before 2.5 have no `OFF`. */
function safetySettings(
  request: ChatRequest,
  family: ModelFamily,
  filter: NonNullable<ChatRequestOptions['safetyFilter']>,
): readonly SafetySetting[] {
  const own = request.google?.safety_settings ?? request.safety_settings
  if (own) {
    // Categories and thresholds are Google's to check; the client's words go as they are.
    return own.map(({ category, threshold }) => ({ category, threshold }) as SafetySetting)
  }
  if (filter === 'google') return []
  const knowsOff = family.generation !== '2.0'
  return settingsAt[filter === 'off' && !knowsOff ? 'BLOCK_NONE' : thresholds[filter]]
}

/** A linked file of unknown type counts as an image: most are. */
const isImage = ({ inlineData, fileData, functionResponse }: Part): boolean => {
  if (functionResponse?.parts) return functionResponse.parts.some(isImage)
  if (inlineData) return inlineData.mimeType?.startsWith('image/') ?? false
  return fileData !== undefined && (fileData.mimeType?.startsWith('image/') ?? true)
}

const holdsImage = (contents: readonly Content[]): boolean =>
  contents.some(({ parts }) => parts?.some(isImage))

interface SwitchInput {
  target: RequestedModel
  family: ModelFamily
  requested: RequestedTools
  contents: readonly Content[]
  wantsJson: boolean
  imageOutput: boolean
}

/** Code execution is added only where it can get in the way of nothing else. */
function allowsCodeExecution(input: SwitchInput): boolean {
  const { target, family, requested } = input
  const isPlainChat = family.toolsAllowed && family.generation !== 'gemma' && !input.imageOutput
  const searches = target.search || requested.builtIns.has('googleSearch')
  const isBusy = searches || requested.declarations.length > 0 || requested.choice?.mode === 'NONE'
  return isPlainChat && !isBusy && !input.wantsJson && !holdsImage(input.contents)
}

/** Whether Google's own tools are going to stand beside the client's functions. */
function isCombined(
  { declarations, builtIns, choice }: RequestedTools,
  { search }: RequestedModel,
  family: ModelFamily,
): boolean {
  const hasBuiltIns = search || (builtIns.size > 0 && choice?.mode !== 'NONE')
  return family.combinesBuiltInTools && declarations.length > 0 && hasBuiltIns
}

function switchedOnTools(input: SwitchInput, options: ChatRequestOptions): BuiltInTool[] {
  const codeExecution = options.codeExecutionEnabled && allowsCodeExecution(input)
  const tools: BuiltInTool[] = []
  if (input.target.search) tools.push('googleSearch')
  if (codeExecution) tools.push('codeExecution')
  return tools
}

/** System text where the family takes it: apart, or before what the user says first. */
function placeSystem(
  { system, contents }: Conversation,
  family: ModelFamily,
): Pick<GenerateContentRequest, 'contents' | 'systemInstruction'> {
  if (system.length === 0) return { contents }
  if (family.systemInstructionAllowed) return { systemInstruction: { parts: system }, contents }
  const [first, ...rest] = contents
  return { contents: [{ role: 'user', parts: [...system, ...(first?.parts ?? [])] }, ...rest] }
}

function requireJsonAllowed(json: JsonOutput | undefined, family: ModelFamily): void {
  if (json === undefined || family.jsonAllowed) return
  throw new InvalidRequest("Invalid 'response_format': this model cannot answer in JSON.", {
    param: 'response_format',
  })
}

const LONG_THINKING_TOKENS = 24_576
const LONG_ANSWER_TOKENS = 32_768

/** Connections that stay silent for many minutes are cut by what stands on the way. */
function mayTakeLong(
  { generation }: ModelFamily,
  { allowanceTokens }: Thinking,
  { maxOutputTokens = Number.POSITIVE_INFINITY }: GenerationConfig,
): boolean {
  const isLongAnswer = generation === '4' && maxOutputTokens > LONG_ANSWER_TOKENS
  return isLongAnswer || allowanceTokens >= LONG_THINKING_TOKENS
}

/** The rules that apply: those of the model that answered last time, else those of the name. */
function servingFamily(model: string, { servedBy, nowMs }: ChatRequestOptions): ModelFamily {
  return servedBy === undefined ? modelFamily(model, nowMs) : modelFamily(servedBy)
}

/**
 * Converts a checked request for the model that serves it; `target` comes from parseModelName.
 * Pure. Throws InvalidRequest for what Gemini cannot do or would misread.
 */
export function toGenerateContent(
  request: ChatRequest,
  target: RequestedModel,
  options: ChatRequestOptions,
): GeminiChatRequest {
  const family = servingFamily(target.model, options)
  const toolNames = new ToolNames()
  const requested = readTools(request, toolNames)
  const links = new LinkedFiles(family, options.fetchedFiles)
  const conversation = convertMessages(request.messages, {
    family,
    combinesTools: isCombined(requested, target, family),
    toolNames,
    links,
    recallSignature: options.recallSignature ?? (() => undefined),
  })
  const json = readResponseFormat(request)
  requireJsonAllowed(json, family)

  const imageOutput = family.isImage || target.imageChat || asksForImages(request)
  const { contents } = conversation
  const wantsJson = json !== undefined
  const input = { target, family, requested, contents, wantsJson, imageOutput }
  const converted = convertTools(requested, switchedOnTools(input, options), family)

  const jsonMode = converted.tools === undefined || family.jsonWithTools
  if (json && !jsonMode) conversation.system.push({ text: jsonInstruction(json) })

  const thinking = convertThinking(request, family, options.showThinkingProcess)
  const generationConfig = convertGenerationConfig(request, {
    family,
    imageOutput,
    thinking,
    json: jsonMode ? json : undefined,
  })
  const safety = safetySettings(request, family, options.safetyFilter ?? 'off')
  const placed = placeSystem(conversation, family)
  const cachedContent = request.google?.cached_content
  // A cache holds its own tools and system instruction, and Google refuses a second set.
  const body: GenerateContentRequest = cachedContent
    ? { cachedContent, contents: placed.contents }
    : Object.assign(placed, converted)
  if (Object.keys(generationConfig).length > 0) body.generationConfig = generationConfig
  if (safety.length > 0) body.safetySettings = safety
  const { service_tier: tier } = request
  if (tier === 'flex' || tier === 'priority') body.serviceTier = tier
  return {
    body,
    toolNames,
    customToolNames: requested.customNames,
    includeThoughts: thinking.includeThoughts,
    choices: choiceCount(request),
    mayTakeLong: mayTakeLong(family, thinking, generationConfig),
    parallelToolCalls: request.parallel_tool_calls !== false,
    missingFiles: links.missing,
    filesLeftToGoogle: links.leftToGoogle,
  }
}
