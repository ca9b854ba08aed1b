/** What Google demands of tools and generationConfig, model by model (conformance A3, A5). */
import type { FunctionDeclaration, GenerateContentRequest } from '../gemini/wire.ts'
import { invalidArgument } from './google-fault.ts'
import { snakeCase } from './google-json.ts'
import type { DemoModel } from './models.ts'
import type { RequestRule } from './turn-rules.ts'

/** All functions a request declares. */
export function declaredFunctions(request: GenerateContentRequest): FunctionDeclaration[] {
  return request.tools?.flatMap(({ functionDeclarations = [] }) => functionDeclarations) ?? []
}

const functionsShareOneTool: RequestRule = ({ tools = [] }) =>
  tools.filter((tool) => tool.functionDeclarations !== undefined).length > 1
    ? invalidArgument('Multiple tools are supported only when they are all search tools.')
    : undefined

const builtInsStandAlone: RequestRule = (request, { generation }) => {
  const builtIn = request.tools?.some((tool) =>
    Object.keys(tool).some((name) => name !== 'functionDeclarations'),
  )
  if (!builtIn || declaredFunctions(request).length === 0) return undefined
  if (generation < 3) {
    return invalidArgument(
      'Built-in tools ({google_search}) and Function Calling cannot be combined in the same request.',
    )
  }
  return request.toolConfig?.includeServerSideToolInvocations
    ? undefined
    : invalidArgument(
        'Please enable tool_config.include_server_side_tool_invocations to use Built-in tools with Function calling.',
      )
}

const namesAreValid: RequestRule = (request) => {
  const seen = new Set<string>()
  for (const [at, { name = '' }] of declaredFunctions(request).entries()) {
    if (!/^[A-Za-z_][\w.:-]{0,127}$/.test(name)) {
      return invalidArgument(
        `* GenerateContentRequest.tools[0].function_declarations[${at}].name: [FIELD_INVALID] Invalid function name. Must start with a letter or an underscore. Must be alphanumeric (a-z, A-Z, 0-9), underscores (_), dots (.), colons (:) or dashes (-), with a maximum length of 128.\n`,
      )
    }
    if (seen.has(name)) return invalidArgument(`Duplicate function declaration found: ${name}`)
    seen.add(name)
  }
  return undefined
}

const callingConfigFits: RequestRule = (request) => {
  const config = request.toolConfig?.functionCallingConfig
  if (config === undefined) return undefined
  const declared = declaredFunctions(request)
  if (declared.length === 0) {
    return invalidArgument('Function calling config is set without function_declarations.')
  }
  const allowed = config.allowedFunctionNames ?? []
  if (allowed.length > 0 && config.mode !== 'ANY' && config.mode !== 'VALIDATED') {
    return invalidArgument(
      'Function calling config: allowed_function_names may only be set when the mode is ANY or VALIDATED.',
    )
  }
  const stranger = allowed.find((name) =>
    declared.every((declaration) => declaration.name !== name),
  )
  return stranger === undefined
    ? undefined
    : invalidArgument(`allowed_function_names contains an undeclared function: ${stranger}`)
}

const samplingIsSupported: RequestRule = ({ generationConfig = {} }, { id }) => {
  const { presencePenalty, frequencyPenalty, candidateCount, stopSequences } = generationConfig
  if ((presencePenalty ?? frequencyPenalty) != null) {
    return invalidArgument('Penalty is not enabled for this model')
  }
  if ((candidateCount ?? 1) > 1) {
    return invalidArgument('Multiple candidates is not enabled for this model')
  }
  if (generationConfig.responseLogprobs || generationConfig.logprobs != null) {
    return invalidArgument(`Logprobs is not enabled for models/${id}`)
  }
  return (stopSequences?.length ?? 0) > 5
    ? invalidArgument('The number of stop sequences must not exceed 5.')
    : undefined
}

const ranges = { temperature: [0, 2], topP: [0, 1] } as const

const numbersAreInRange: RequestRule = ({ generationConfig = {} }) => {
  for (const [name, [least, most]] of Object.entries(ranges)) {
    const value = generationConfig[name as keyof typeof ranges]
    if (value == null || (value >= least && value <= most)) continue
    return invalidArgument(
      `* GenerateContentRequest.generation_config.${snakeCase(name)}: ${snakeCase(name)} must be in the range [${least}.0, ${most}.0].\n`,
    )
  }
  const { maxOutputTokens = 1 } = generationConfig
  return maxOutputTokens > 0
    ? undefined
    : invalidArgument(
        '* GenerateContentRequest.generation_config.max_output_tokens: max_output_tokens must be positive.\n',
      )
}

const harms = [
  'HARASSMENT',
  'HATE_SPEECH',
  'SEXUALLY_EXPLICIT',
  'DANGEROUS_CONTENT',
  'CIVIC_INTEGRITY',
]

const filtersAreKnown: RequestRule = ({ safetySettings = [] }) => {
  const seen = new Set<string>()
  for (const [at, { category = '' }] of safetySettings.entries()) {
    if (!harms.some((harm) => category === `HARM_CATEGORY_${harm}`)) {
      return invalidArgument(
        `Invalid value at 'safety_settings[${at}].category' (type.googleapis.com/google.ai.generativelanguage.v1beta.HarmCategory), "${category}"`,
      )
    }
    if (seen.has(category)) {
      return invalidArgument(
        `* GenerateContentRequest.safety_settings: multiple settings for the category ${category}\n`,
      )
    }
    seen.add(category)
  }
  return undefined
}

const wholeNumbers = ['candidateCount', 'maxOutputTokens', 'seed', 'topK'] as const

const numbersAreWhole: RequestRule = ({ generationConfig = {} }) => {
  for (const name of wholeNumbers) {
    const value = generationConfig[name]
    if (value == null || value === (value | 0)) continue
    const place = `generation_config.${snakeCase(name)}`
    return invalidArgument(`Invalid value at '${place}' (TYPE_INT32), ${value}`)
  }
  return undefined
}

const schemaIsClear: RequestRule = (request, { generation, kind }) => {
  const config = request.generationConfig ?? {}
  const mimeType = config.responseMimeType ?? 'text/plain'
  if (config.responseSchema !== undefined && config.responseJsonSchema !== undefined) {
    return invalidArgument('Only one of response_schema and response_json_schema may be set.')
  }
  if (mimeType === 'text/plain') {
    return (config.responseSchema ?? config.responseJsonSchema) === undefined
      ? undefined
      : invalidArgument(
          '* GenerateContentRequest.generation_config.response_schema: only allowed when response_mime_type is application/json\n',
        )
  }
  if (kind === 'image') return invalidArgument('JSON mode is not enabled for this model')
  return generation === 2.5 && declaredFunctions(request).length > 0
    ? invalidArgument(`Function calling with a response mime type: '${mimeType}' is unsupported`)
    : undefined
}

function budgetFits(budget: number, { thinkingBudget: allowed }: DemoModel) {
  // Models with levels still take a budget, whatever its size.
  if (allowed === undefined || budget === -1) return undefined
  const { least, most, canBeOff } = allowed
  if ((budget === 0 && canBeOff) || (budget >= least && budget <= most)) return undefined
  return invalidArgument(
    `The thinking budget ${budget} is invalid. Please choose a value between ${least} and ${most}.`,
  )
}

const thinkingFits: RequestRule = ({ generationConfig }, model) => {
  const thinking = generationConfig?.thinkingConfig
  if (thinking === undefined) return undefined
  if (!model.thinks) return invalidArgument('Thinking is not enabled for this model.')
  const { thinkingLevel, thinkingBudget } = thinking
  if (thinkingLevel !== undefined && thinkingBudget !== undefined) {
    return invalidArgument(
      'You can only set only one of thinking budget and thinking level. Setting both is not supported.',
    )
  }
  if (thinking.includeThoughts === true && thinkingBudget === 0) {
    return invalidArgument('include_thoughts is only enabled when thinking is enabled.')
  }
  if (thinkingBudget !== undefined) return budgetFits(thinkingBudget, model)
  if (thinkingLevel === undefined) return undefined
  return model.thinkingLevels?.includes(thinkingLevel.toUpperCase())
    ? undefined
    : invalidArgument(
        `Thinking level ${thinkingLevel.toUpperCase()} is not supported for this model. Please retry with other thinking level.`,
      )
}

const modalitiesFit: RequestRule = ({ generationConfig }, { kind }) => {
  const asked = generationConfig?.responseModalities?.map((name) => name.toUpperCase()) ?? ['TEXT']
  const fits =
    asked.includes('IMAGE') === (kind === 'image') &&
    asked.includes('AUDIO') === (kind === 'speech')
  return fits
    ? undefined
    : invalidArgument(
        `The requested combination of response modalities (${asked.join(', ')}) is not supported by the model.`,
      )
}

const voiceIsGooglesOwn: RequestRule = ({ generationConfig }) => {
  const { prebuiltVoiceConfig, voice } = generationConfig?.speechConfig?.voiceConfig ?? {}
  const name = voice ?? prebuiltVoiceConfig?.voiceName ?? 'Kore'
  return /^[A-Z]|^voice/.test(name)
    ? undefined
    : invalidArgument(`Voice name ${name} is not supported.`)
}

const mannerIsRead: RequestRule = ({ contents }, { kind, generation }) => {
  const hasManner = contents.some(({ parts = [] }) => parts.some((part) => part.speechMetadata))
  return hasManner && (kind !== 'speech' || generation < 3.6)
    ? invalidArgument('Speech metadata is not supported for this model.')
    : undefined
}

const transcribersGetSound: RequestRule = ({ contents }, { kind }) => {
  const hasSound = contents.some(({ parts = [] }) =>
    parts.some((part) => part.inlineData?.mimeType?.startsWith('audio/')),
  )
  return kind === 'transcription' && !hasSound
    ? invalidArgument('Audio input is required for this model.')
    : undefined
}

const resolutionFits: RequestRule = ({ contents, generationConfig }, { generation, kind }) => {
  const allowed = kind === 'chat' && generation >= 2.5
  if (generationConfig?.mediaResolution !== undefined && !allowed) {
    return invalidArgument('Media resolution is not enabled for this model')
  }
  const isPerPart = contents.some(({ parts = [] }) => parts.some((part) => part.mediaResolution))
  return isPerPart && !(allowed && generation >= 3)
    ? invalidArgument('Part media resolution is not enabled for this model')
    : undefined
}

const imageModelsHaveNoFunctions: RequestRule = (request, { kind }) =>
  kind === 'image' && declaredFunctions(request).length > 0
    ? invalidArgument('Function calling is not enabled for this model')
    : undefined

/** The rules about tools and configuration. */
export const configRules: readonly RequestRule[] = [
  functionsShareOneTool,
  builtInsStandAlone,
  namesAreValid,
  callingConfigFits,
  numbersAreWhole,
  numbersAreInRange,
  filtersAreKnown,
  samplingIsSupported,
  schemaIsClear,
  thinkingFits,
  modalitiesFit,
  voiceIsGooglesOwn,
  mannerIsRead,
  transcribersGetSound,
  resolutionFits,
  imageModelsHaveNoFunctions,
]
