/** The demo's idea of a token: four characters of text, a fixed price for anything else. */
import type {
  Content,
  GenerateContentRequest,
  ModalityTokenCount,
  Part,
  UsageMetadata,
} from '../gemini/wire.ts'

/** Characters per token; the same rule serves countTokens, usage and maxOutputTokens. */
export const charactersPerToken = 4

const attachmentTokens = 258
const generatedImageTokens = 1290
const soundTokensPerSecond = 25
/** 24 kHz in 16 bits. */
const soundBytesPerSecond = 48_000

/** Tokens of a text, at least one unless it is empty. */
function textTokens(text: string): number {
  return Math.ceil(text.length / charactersPerToken)
}

/** Everything of a part that counts as text: its text, or the call, result or code as JSON. */
function textOfPart(part: Part): string {
  if (part.text !== undefined) return part.text
  if (part.audioTranscription !== undefined) return part.audioTranscription.text ?? ''
  const payload =
    part.functionCall ?? part.functionResponse ?? part.executableCode ?? part.codeExecutionResult
  return payload === undefined ? '' : JSON.stringify(payload)
}

/** Tokens of what the model wrote, drew or said. */
export function answerTokens(parts: readonly Part[]): number {
  const counter = tokenCounter()
  return parts.reduce((_, part) => counter(part), 0)
}

/** Takes part after part and tells the tokens of all of them so far. */
function tokenCounter(): (part: Part) => number {
  let characters = 0
  let media = 0
  return (part) => {
    characters += textOfPart(part).length
    media += generatedTokens(part)
    return Math.ceil(characters / charactersPerToken) + media
  }
}

/** A picture has a fixed price, sound one per second. */
function generatedTokens({ inlineData }: Part): number {
  if (inlineData === undefined) return 0
  if (!inlineData.mimeType?.startsWith('audio/')) return generatedImageTokens
  const bytes = ((inlineData.data?.length ?? 0) * 3) / 4
  return Math.ceil((bytes / soundBytesPerSecond) * soundTokensPerSecond)
}

/**
 * Usage as a stream reports it: takes the parts one by one and gives the totals after each of them
 * (conformance B3.11). Counts that are still zero are left out, as Google does.
 */
export function usageMeter(
  prompt: readonly Content[],
  { cached, toolTokens }: { cached: readonly Content[]; toolTokens: number },
): (part?: Part) => UsageMetadata {
  const promptTokensDetails = promptTokensByModality([...cached, ...prompt])
  const cacheTokensDetails = cached.length === 0 ? undefined : promptTokensByModality(cached)
  const promptTokenCount = totalTokens(promptTokensDetails)
  const countThoughts = tokenCounter()
  const countAnswer = tokenCounter()
  let thoughts = 0
  let answer = 0
  return (part) => {
    if (part?.thought === true) thoughts = countThoughts(part)
    else if (part !== undefined) answer = countAnswer(part)
    return {
      promptTokenCount,
      ...(answer > 0 ? { candidatesTokenCount: answer } : {}),
      totalTokenCount: promptTokenCount + answer + thoughts + toolTokens,
      promptTokensDetails,
      ...(cacheTokensDetails !== undefined && {
        cachedContentTokenCount: totalTokens(cacheTokensDetails),
        cacheTokensDetails,
      }),
      ...(thoughts > 0 ? { thoughtsTokenCount: thoughts } : {}),
      ...(toolTokens > 0 ? { toolUsePromptTokenCount: toolTokens } : {}),
    }
  }
}

/** All a request makes the model read: its instruction, its tools as JSON, its contents. */
export function promptOf({
  contents,
  systemInstruction,
  tools,
}: GenerateContentRequest): Content[] {
  return [
    ...(systemInstruction === undefined ? [] : [systemInstruction]),
    ...(tools === undefined ? [] : [{ parts: [{ text: JSON.stringify(tools) }] }]),
    ...contents,
  ]
}

/** Tokens of a prompt by modality; TEXT comes first and is always there. */
export function promptTokensByModality(contents: readonly Content[]): ModalityTokenCount[] {
  const parts = contents.flatMap((content) => content.parts ?? [])
  const counts = new Map([['TEXT', textTokens(parts.map(textOfPart).join(''))]])
  for (const part of parts) {
    const mimeType = part.inlineData?.mimeType ?? part.fileData?.mimeType
    if (part.inlineData === undefined && part.fileData === undefined) continue
    const modality = modalityOf(mimeType)
    counts.set(modality, (counts.get(modality) ?? 0) + attachmentTokens)
  }
  return [...counts].map(([modality, tokenCount]) => ({
    modality: modality as NonNullable<ModalityTokenCount['modality']>,
    tokenCount,
  }))
}

/** Sum over the modalities. */
export function totalTokens(details: readonly ModalityTokenCount[]): number {
  return details.reduce((sum, { tokenCount = 0 }) => sum + tokenCount, 0)
}

function modalityOf(mimeType: string | undefined): string {
  const family = mimeType?.split('/')[0]?.toUpperCase()
  return family === 'IMAGE' || family === 'AUDIO' || family === 'VIDEO' ? family : 'DOCUMENT'
}
