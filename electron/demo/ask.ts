/** A request as the answer sees it, and an answer before it is cut into chunks. */
import type { Content, GenerateContentRequest, GroundingMetadata, Part } from '../gemini/wire.ts'
import { readDirectives, type Directives } from './directives.ts'
import type { DemoModel } from './models.ts'

/** What is asked of which model. Equal asks get equal answers. */
export interface Ask {
  model: DemoModel
  request: GenerateContentRequest
  /** Last text a user wrote, without directives. */
  text: string
  directives: Directives
  /** Source of every id and signature. */
  seed: string
  /** The answer comes in events; sound is cut into pieces then. */
  streamed: boolean
  /** What a cache adds in front of the request. */
  cached: readonly Content[]
}

/** An answer as parts in order; every part becomes one chunk of a stream. */
export interface Draft {
  parts: Part[]
  grounding?: GroundingMetadata
  /** Tokens a built-in tool spent. */
  toolTokens?: number
}

/** Reads the last user text, and the orders in it, from a checked request. */
export function toAsk(
  model: DemoModel,
  request: GenerateContentRequest,
  { seed, streamed, cached }: Pick<Ask, 'seed' | 'streamed' | 'cached'>,
): Ask {
  const spoken = request.contents.findLast(
    ({ role, parts = [] }) => role !== 'model' && parts.some(isSpokenText),
  )
  const raw = (spoken?.parts ?? []).filter(isSpokenText).map(({ text }) => text)
  return { model, request, seed, streamed, cached, ...readDirectives(raw.join('\n')) }
}

/** True while functions are to be called once more, whatever the last call has brought. */
export function hasStepsLeft({ request, directives }: Ask): boolean {
  const { contents } = request
  const spokenAt = contents.findLastIndex(
    ({ role, parts = [] }) => role !== 'model' && parts.some(isSpokenText),
  )
  const taken = contents
    .slice(spokenAt)
    .filter(({ parts = [] }) => parts.some((part) => part.functionCall !== undefined))
  return taken.length < (directives.steps ?? 1)
}

function isSpokenText(part: Part): boolean {
  return part.text !== undefined && part.text.trim() !== '' && part.thought !== true
}

/** The text in at most `pieces` parts of about equal length; surrogate pairs stay whole. */
export function splitText(text: string, pieces: number): Part[] {
  const characters = Array.from(text)
  const size = Math.max(1, Math.ceil(characters.length / pieces))
  const count = Math.max(1, Math.ceil(characters.length / size))
  return Array.from({ length: count }, (_, at) => ({
    text: characters.slice(at * size, (at + 1) * size).join(''),
  }))
}

/** The text, ended with … after this many characters. */
export function shorten(text: string, most: number): string {
  const characters = Array.from(text)
  return characters.length > most ? `${characters.slice(0, most).join('')}…` : text
}

/** All numbers written in a text. */
export function numbersIn(text: string): number[] {
  return (text.match(/-?\d+(?:\.\d+)?/g) ?? []).map(Number)
}
