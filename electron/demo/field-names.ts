/**
 * The names Google's messages have. Its JSON reader refuses any other, wherever it stands; what
 * belongs to the caller (arguments, results, schemas) may hold anything.
 */
import { camelCase, isJsonObject, snakeCase, type JsonObject } from './google-json.ts'

/** `open` is not looked into; a list is looked into item by item. */
type Names = 'open' | { readonly [name: string]: Names }

const named = (names: string, nested: Record<string, Names> = {}): Names => ({
  ...Object.fromEntries(names.split(/\s+/).map((name) => [name, 'open'] as const)),
  ...nested,
})

const blob = named('mimeType data displayName')
const file = named('mimeType fileUri displayName')

const part = named(`text thought thoughtSignature partMetadata speechMetadata audioTranscription`, {
  inlineData: blob,
  fileData: file,
  functionCall: named('id name args partialArgs willContinue'),
  functionResponse: named('id name response willContinue scheduling', {
    parts: { inlineData: blob, fileData: file },
  }),
  executableCode: named('id language code'),
  codeExecutionResult: named('id outcome output'),
  toolCall: named('id toolType args'),
  toolResponse: named('id toolType response'),
  videoMetadata: named('startOffset endOffset fps'),
  mediaResolution: named('level numTokens'),
})

const content = named('role', { parts: part })

const tools = named(
  `googleSearch googleSearchRetrieval codeExecution urlContext googleMaps fileSearch computerUse
    mcpServers retrieval enterpriseWebSearch`,
  {
    functionDeclarations: named(
      `name description behavior parameters parametersJsonSchema response responseJsonSchema`,
    ),
  },
)

const generationConfig = named(
  `candidateCount stopSequences maxOutputTokens temperature topP topK seed responseMimeType
    responseSchema responseJsonSchema _responseJsonSchema presencePenalty frequencyPenalty
    responseLogprobs logprobs enableEnhancedCivicAnswers responseModalities speechConfig
    audioTranscriptionConfig responseFormat mediaResolution`,
  {
    thinkingConfig: named('includeThoughts thinkingBudget thinkingLevel'),
    imageConfig: named(
      `aspectRatio imageSize personGeneration outputMimeType outputCompressionQuality
        imageOutputOptions prominentPeople`,
    ),
  },
)

const generateContent = named('model cachedContent serviceTier store continuationToken', {
  contents: content,
  systemInstruction: content,
  generationConfig,
  tools,
  toolConfig: named('retrievalConfig includeServerSideToolInvocations', {
    functionCallingConfig: named('mode allowedFunctionNames streamFunctionCallArguments'),
  }),
  safetySettings: named('category threshold method'),
})

const embedContent = named('model taskType title outputDimensionality embedContentConfig', {
  content,
})

/** The messages calls are made of. */
export const messageNames = {
  generateContent,
  countTokens: named('model', { contents: content, generateContentRequest: generateContent }),
  embedContent,
  batchEmbedContents: { requests: embedContent },
} as const satisfies Record<string, Names>

/** A name no message has. */
export interface UnknownName {
  name: string
  /** Where it stands, as Google spells it: `contents[0].parts[1]`; empty for the message itself. */
  place: string
}

/** Every member of a message that Google has no name for. */
export function unknownNames(message: JsonObject, names: Names, place = ''): UnknownName[] {
  if (names === 'open') return []
  return Object.entries(message).flatMap(([name, value]): UnknownName[] => {
    const known = Object.hasOwn(names, camelCase(name)) ? names[camelCase(name)] : undefined
    if (known === undefined) return [{ name, place }]
    const inside = place === '' ? snakeCase(name) : `${place}.${snakeCase(name)}`
    if (isJsonObject(value)) return unknownNames(value, known, inside)
    if (!Array.isArray(value)) return []
    return value.flatMap((item, at) =>
      isJsonObject(item) ? unknownNames(item, known, `${inside}[${at}]`) : [],
    )
  })
}
