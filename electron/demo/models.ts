/** The models of the demo and how each of them differs where requests and answers are concerned. */
import type { Model } from '../gemini/wire.ts'

type ModelKind = 'chat' | 'image' | 'speech' | 'transcription' | 'embedding'

/** One row of the catalogue. */
export interface DemoModel {
  id: string
  displayName: string
  kind: ModelKind
  /**
   * Family by its rules, not by its name (conformance section 0): 2.5, 3, or 3.6 for everything
   * that follows the rules of gemini-3.6; 0 for Gemma.
   */
  generation: number
  /** Values `thinkingLevel` may have; undefined for a model that takes a budget or nothing. */
  thinkingLevels?: readonly string[]
  /** Tokens `thinkingBudget` may be, besides -1 for as many as it takes. */
  thinkingBudget?: { least: number; most: number; canBeOff: boolean }
  thinks: boolean
  inputTokenLimit: number
  outputTokenLimit: number
  /** What the answer says it was made by, where that is not the id asked for. */
  answersAs?: string
  /** False for ids that are served but not listed: retired names Google routes on. */
  listed: boolean
}

type Row = Pick<DemoModel, 'id' | 'displayName'> & Partial<DemoModel>

const allLevels = ['MINIMAL', 'LOW', 'MEDIUM', 'HIGH']
const noMinimal = ['LOW', 'MEDIUM', 'HIGH']

const chat = (row: Row): DemoModel => ({
  kind: 'chat',
  generation: 3.6,
  thinks: true,
  inputTokenLimit: 1_048_576,
  outputTokenLimit: 65_536,
  listed: true,
  ...row,
})
const gemma = (row: Row): DemoModel =>
  chat({ generation: 0, thinks: false, inputTokenLimit: 262_144, outputTokenLimit: 32_768, ...row })
const image = (row: Row): DemoModel =>
  chat({
    kind: 'image',
    generation: 3,
    thinks: false,
    inputTokenLimit: 65_536,
    outputTokenLimit: 32_768,
    ...row,
  })
const speech = (row: Row): DemoModel =>
  chat({
    kind: 'speech',
    thinks: false,
    inputTokenLimit: 8192,
    outputTokenLimit: 16_384,
    ...row,
  })
const embedding = (row: Row): DemoModel =>
  chat({ kind: 'embedding', thinks: false, outputTokenLimit: 1, ...row })

const catalogue: readonly DemoModel[] = [
  chat({
    id: 'gemini-4-argon',
    displayName: 'Gemini 4 Argon',
    thinkingLevels: noMinimal,
    outputTokenLimit: 1_048_576,
  }),
  chat({ id: 'gemini-3.8-flash', displayName: 'Gemini 3.8 Flash', thinkingLevels: noMinimal }),
  chat({ id: 'gemini-3.6-flash', displayName: 'Gemini 3.6 Flash', thinkingLevels: allLevels }),
  chat({
    id: 'gemini-3.5-flash-lite',
    displayName: 'Gemini 3.5 Flash-Lite',
    thinkingLevels: allLevels,
  }),
  chat({
    id: 'gemini-3.1-pro-preview',
    displayName: 'Gemini 3.1 Pro Preview',
    generation: 3,
    thinkingLevels: noMinimal,
  }),
  chat({
    id: 'gemini-3.1-pro-preview-customtools',
    displayName: 'Gemini 3.1 Pro Preview Custom Tools',
    generation: 3,
    thinkingLevels: noMinimal,
  }),
  chat({
    id: 'gemini-3-flash-preview',
    displayName: 'Gemini 3 Flash Preview',
    generation: 3,
    thinkingLevels: allLevels,
  }),
  chat({
    id: 'gemini-3.1-flash-lite',
    displayName: 'Gemini 3.1 Flash-Lite',
    generation: 3,
    thinkingLevels: allLevels,
  }),
  chat({
    id: 'gemini-2.5-flash-lite',
    displayName: 'Gemini 2.5 Flash-Lite',
    generation: 2.5,
    thinkingBudget: { least: 512, most: 24_576, canBeOff: true },
  }),
  chat({
    id: 'gemini-pro-latest',
    displayName: 'Gemini Pro Latest',
    generation: 3,
    thinkingLevels: noMinimal,
    answersAs: 'gemini-3.1-pro-preview',
  }),
  chat({
    id: 'gemini-flash-latest',
    displayName: 'Gemini Flash Latest',
    thinkingLevels: noMinimal,
    answersAs: 'gemini-3.8-flash',
  }),
  chat({
    id: 'gemini-flash-lite-latest',
    displayName: 'Gemini Flash-Lite Latest',
    thinkingLevels: allLevels,
    answersAs: 'gemini-3.5-flash-lite',
  }),
  gemma({ id: 'gemma-4-31b-it', displayName: 'Gemma 4 31B' }),
  gemma({ id: 'gemma-4-26b-a4b-it', displayName: 'Gemma 4 26B A4B' }),
  image({ id: 'gemini-nano-banana-2.1', displayName: 'Nano Banana 2.1' }),
  image({ id: 'gemini-3.1-flash-image', displayName: 'Gemini 3.1 Flash Image' }),
  image({ id: 'gemini-3-pro-image', displayName: 'Gemini 3 Pro Image' }),
  image({ id: 'gemini-3.1-flash-lite-image', displayName: 'Gemini 3.1 Flash-Lite Image' }),
  speech({ id: 'gemini-3.8-flash-tts', displayName: 'Gemini 3.8 Flash TTS' }),
  speech({ id: 'gemini-3.8-flash-lite-tts', displayName: 'Gemini 3.8 Flash-Lite TTS' }),
  speech({
    id: 'gemini-3.1-flash-tts-preview',
    displayName: 'Gemini 3.1 Flash TTS Preview',
    generation: 3,
  }),
  chat({
    id: 'gemini-3.5-transcribe',
    displayName: 'Gemini 3.5 Transcribe',
    kind: 'transcription',
    thinks: false,
  }),
  embedding({
    id: 'gemini-embedding-2',
    displayName: 'Gemini Embedding 2',
    inputTokenLimit: 8192,
  }),
  embedding({
    id: 'gemini-embedding-001',
    displayName: 'Gemini Embedding 001',
    generation: 2.5,
    inputTokenLimit: 2048,
  }),
  chat({
    id: 'gemini-3.7-flash',
    displayName: 'Gemini 3.7 Flash',
    thinkingLevels: noMinimal,
    answersAs: 'gemini-3.8-flash',
    listed: false,
  }),
  chat({
    id: 'gemini-3.5-flash',
    displayName: 'Gemini 3.5 Flash',
    thinkingLevels: allLevels,
    answersAs: 'gemini-3.6-flash',
    listed: false,
  }),
  chat({
    id: 'gemini-2.5-pro',
    displayName: 'Gemini 2.5 Pro',
    generation: 2.5,
    thinkingBudget: { least: 128, most: 32_768, canBeOff: false },
    listed: false,
  }),
  chat({
    id: 'gemini-2.5-flash',
    displayName: 'Gemini 2.5 Flash',
    generation: 2.5,
    thinkingBudget: { least: 1, most: 24_576, canBeOff: true },
    listed: false,
  }),
]

/** Conformance section 0. */
const ROUTED_FROM_MS = Date.UTC(2026, 11, 1)
const routedOn: ReadonlyMap<string, string> = new Map([
  ['gemini-2.5-pro', 'gemini-3.8-flash'],
  ['gemini-2.5-flash', 'gemini-3.5-flash-lite'],
])

const methodsOfKind: Record<ModelKind, readonly string[]> = {
  chat: ['generateContent', 'countTokens'],
  image: ['generateContent', 'countTokens'],
  speech: ['generateContent', 'countTokens'],
  transcription: ['generateContent', 'countTokens'],
  embedding: ['embedContent', 'countTokens'],
}

/** The model with this id (without `models/`), listed or not. */
export function findModel(id: string): DemoModel | undefined {
  return catalogue.find((model) => model.id === id)
}

/**
 * The model that takes a call of an id at that time (Unix milliseconds), under the name that was asked
 * for: from the day Google routes an old name on, the rules are those of the other model.
 */
export function findCalledModel(id: string, nowMs: number): DemoModel | undefined {
  const target = nowMs >= ROUTED_FROM_MS ? routedOn.get(id) : undefined
  if (target === undefined) return findModel(id)
  const served = findModel(target)
  return served && { ...served, id, answersAs: target, listed: false }
}

/** The id of the model that answers, which is another one where Google routes a name on. */
export function servingModel({ id, answersAs }: DemoModel): string {
  return answersAs ?? id
}

/** True when the model takes a `generateContent`, `countTokens` or `embedContent` call. */
export function supportsMethod(model: DemoModel, method: string): boolean {
  return methodsOfKind[model.kind].includes(method)
}

/** The model as `models.get` and `models.list` describe it. */
export function describeModel(model: DemoModel): Model & { thinking?: boolean } {
  return {
    name: `models/${model.id}`,
    version: /\d[\d.]*/.exec(model.id)?.[0] ?? 'latest',
    displayName: model.displayName,
    description: `${model.displayName}, played by the built-in demo of Gemini Balance.`,
    inputTokenLimit: model.inputTokenLimit,
    outputTokenLimit: model.outputTokenLimit,
    supportedGenerationMethods: [...methodsOfKind[model.kind]],
    ...(model.thinks ? { thinking: true } : {}),
  }
}

/**
 * One page of `models.list`. `pageSize` is 1 to 1000, 50 when absent; `pageToken` is what the page
 * before gave. Undefined for a token this server did not issue or a size that is no number.
 */
export function listModels(
  pageSize: string | null,
  pageToken: string | null,
): { models: Model[]; nextPageToken?: string } | undefined {
  const listed = catalogue.filter((model) => model.listed)
  const size = pageSize === null ? 50 : Number(pageSize)
  const start = pageToken === null ? 0 : tokenToOffset(pageToken)
  if (!Number.isInteger(size) || size < 0 || !(start < listed.length)) return undefined
  const end = start + Math.min(size === 0 ? 50 : size, 1000)
  const models = listed.slice(start, end).map(describeModel)
  return end < listed.length ? { models, nextPageToken: offsetToToken(end) } : { models }
}

const offsetToToken = (offset: number) => Buffer.from(`demo:${offset}`).toString('base64url')

function tokenToOffset(token: string): number {
  const match = /^demo:(\d+)$/.exec(Buffer.from(token, 'base64url').toString())
  return Number(match?.[1] ?? Number.NaN)
}
