/**
 * The OpenAI shapes we send, with the fields beyond OpenAI's own that clients of other providers
 * already read: `reasoning_content`, `images` and `extra_content` (conformance B1).
 */
import type {
  ChatCompletion as OpenAiCompletion,
  ChatCompletionAudio,
  ChatCompletionChunk,
  ChatCompletionMessage,
} from 'openai/resources/chat/completions'
import type { CompletionUsage } from 'openai/resources/completions'
import type { serverSteps, ServerSteps } from './server-steps.ts'

export type Annotation = ChatCompletionMessage.Annotation
export type ChatAudio = ChatCompletionAudio
export type ChatFinishReason = OpenAiCompletion.Choice['finish_reason']

/** Google's own namespace inside an OpenAI object. */
export interface ExtraContent {
  google: {
    /** Opaque, to be sent back with the next turn (conformance A6). */
    thought_signature?: string
    /** HTML of the search suggestions, which Google's terms ask to show beside grounded text. */
    search_entry_point?: string
  }
}

/** A whole call of a tool, one that takes JSON or one that takes free text; never split over deltas. */
export type ChatToolCall = { id: string; extra_content?: ExtraContent } & (
  | { type: 'function'; function: { name: string; arguments: string } }
  | { type: 'custom'; custom: { name: string; input: string } }
)

/** A picture the model made, as OpenRouter's clients read it. */
export interface ChatImage {
  type: 'image_url'
  image_url: { url: string }
}

/** What answers hold beyond OpenAI's own fields, or stricter than these. */
interface Extras {
  reasoning_content?: string
  images?: ChatImage[]
  extra_content?: ExtraContent
}

export interface ChatDelta extends Omit<ChatCompletionChunk.Choice.Delta, 'tool_calls'>, Extras {
  annotations?: Annotation[]
  audio?: ChatAudio
  tool_calls?: (ChatToolCall & { index: number })[]
}

export interface ChatChunkChoice extends Omit<ChatCompletionChunk.Choice, 'delta'> {
  delta: ChatDelta
  /** On the last chunk of a choice. */
  [serverSteps]?: ServerSteps
}

/** One event of a streamed answer. */
export interface ChatChunk extends Omit<ChatCompletionChunk, 'choices'> {
  choices: ChatChunkChoice[]
}

export interface ChatMessage extends ChatCompletionMessage, Extras {
  tool_calls?: ChatToolCall[]
}

export interface ChatUsage extends CompletionUsage {
  prompt_tokens_details: CompletionUsage.PromptTokensDetails & { video_tokens: number }
  completion_tokens_details: CompletionUsage.CompletionTokensDetails
}

export interface ChatChoice extends OpenAiCompletion.Choice {
  message: ChatMessage
  [serverSteps]?: ServerSteps
}

/** A whole answer. */
export interface ChatCompletion extends OpenAiCompletion {
  choices: ChatChoice[]
  usage: ChatUsage
}
