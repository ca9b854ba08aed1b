import type { Settings } from '../../../shared/settings.ts'

/** What turning a Gemini answer into an OpenAI one needs to know besides the answer itself. */
export interface ChatAnswerOptions {
  /** The model as the client asked for it; clients compare it with their request. */
  model: string
  /** Unix time of the answer, in whole seconds. */
  createdSeconds: number
  /** A fresh, complete id that starts with the prefix: `chatcmpl-…`, `call_…`, `audio_…`. */
  newId(prefix: 'chatcmpl' | 'call' | 'audio'): string
  /** The client's own spelling of a tool name that had to be changed for Google. */
  toClientToolName(name: string): string
  /** Names, in the client's spelling, of tools that take free text instead of JSON. */
  customToolNames: ReadonlySet<string>
  /** Hears of the fields of parts that nothing here can read. */
  noteUnknownPart(fields: readonly string[]): void
  /** False drops thought parts. */
  showThinkingProcess: boolean
  /** Where thoughts stand: in a field of their own, or inside the content between `<think>` tags. */
  thinkingFormat: Settings['thinkingFormat']
  /** Where pictures stand: inside the content as Markdown, or in a list of their own. */
  imageFormat: Settings['imageFormat']
  /** What a refused prompt is to a client: a refusal of the model, or an error. */
  blockedPrompt: Settings['blockedPrompt']
  /** True appends a list of sources to a text that rests on web pages. */
  showSearchLink: boolean
  /** False keeps only the first function call of a candidate. */
  parallelToolCalls: boolean
}
