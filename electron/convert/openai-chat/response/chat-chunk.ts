/**
 * The OpenAI shapes we send, with the fields beyond OpenAI's own that clients of other providers
 * already read: `reasoning_content` and `extra_content` (conformance B1).
 */
import type {
  ChatCompletion as OpenAiCompletion,
  ChatCompletionChunk,
  ChatCompletionMessage,
} from 'openai/resources/chat/completions'
import type { CompletionUsage } from 'openai/resources/completions'

export type Annotation = ChatCompletionMessage.Annotation
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

/** A whole function call; it is never split over deltas. */
export interface ChatToolCall {
  id: string
  type: 'function'
  function: { name: string; arguments: string }
  extra_content?: ExtraContent
}

export interface ChatDelta extends ChatCompletionChunk.Choice.Delta {
  reasoning_content?: string
  annotations?: Annotation[]
  tool_calls?: (ChatToolCall & { index: number })[]
  extra_content?: ExtraContent
}

export interface ChatChunkChoice extends ChatCompletionChunk.Choice {
  delta: ChatDelta
}

/** One event of a streamed answer. */
export interface ChatChunk extends ChatCompletionChunk {
  choices: ChatChunkChoice[]
}

export interface ChatMessage extends ChatCompletionMessage {
  reasoning_content?: string
  tool_calls?: ChatToolCall[]
  extra_content?: ExtraContent
}

export interface ChatUsage extends CompletionUsage {
  prompt_tokens_details: CompletionUsage.PromptTokensDetails & { video_tokens: number }
  completion_tokens_details: CompletionUsage.CompletionTokensDetails
}

export interface ChatChoice extends OpenAiCompletion.Choice {
  message: ChatMessage
}

/** A whole answer. */
export interface ChatCompletion extends OpenAiCompletion {
  choices: ChatChoice[]
  usage: ChatUsage
}
