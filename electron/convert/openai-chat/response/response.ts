/** A whole Gemini answer as a whole OpenAI answer (conformance B1). */
import type { GenerateContentResponse } from '../../../gemini/wire.ts'
import { Answer, type AnswerEnd } from './answer.ts'
import type { ChatAnswerOptions } from './answer-options.ts'
import type {
  ChatChoice,
  ChatChunkChoice,
  ChatCompletion,
  ChatDelta,
  ChatMessage,
} from './chat-chunk.ts'
import { serverSteps } from './server-steps.ts'

/** A whole answer, or why there is none. */
export type ChatResult =
  | { kind: 'finished'; completion: ChatCompletion }
  | Exclude<AnswerEnd, { kind: 'finished' }>

function addDelta(message: ChatMessage, delta: ChatDelta): void {
  if (delta.content) message.content = (message.content ?? '') + delta.content
  if (delta.refusal) message.refusal = (message.refusal ?? '') + delta.refusal
  if (delta.reasoning_content) {
    message.reasoning_content = (message.reasoning_content ?? '') + delta.reasoning_content
  }
  for (const { index: _, ...call } of delta.tool_calls ?? []) {
    message.tool_calls = [...(message.tool_calls ?? []), call]
  }
  if (delta.images) message.images = [...(message.images ?? []), ...delta.images]
  if (delta.audio) message.audio = delta.audio
  if (delta.annotations) message.annotations = delta.annotations
  if (delta.extra_content) message.extra_content = delta.extra_content
}

/**
 * Puts the pieces of a finished answer together, in the order of the choices' indexes. Content is
 * null only beside tool calls.
 */
export function toChoices(pieces: readonly ChatChunkChoice[]): ChatChoice[] {
  const choices: ChatChoice[] = []
  for (const piece of pieces) addPiece(choices, piece)
  for (const { message } of choices) {
    if (message.tool_calls === undefined) message.content ??= ''
  }
  return choices.sort((one, other) => one.index - other.index)
}

function addPiece(choices: ChatChoice[], added: ChatChunkChoice): void {
  const { index, delta, finish_reason, [serverSteps]: steps } = added
  let choice = choices.find((known) => known.index === index)
  if (choice === undefined) {
    choice = {
      index,
      message: { role: 'assistant', content: null, refusal: null },
      finish_reason: 'stop',
      logprobs: null,
    }
    choices.push(choice)
  }
  addDelta(choice.message, delta)
  if (finish_reason !== null) choice.finish_reason = finish_reason
  if (steps !== undefined) choice[serverSteps] = steps
}

/**
 * Translates the body of `:generateContent`, the bodies of an answer in several pieces, or the chunks
 * of one that was read as a stream. A candidate without a finish reason counts as finished, unless
 * it could have been cut off; one without anything but thoughts is a fault.
 * @param wasStreamed whether the end of the answer is known from its finish reason alone
 */
export function toChatCompletion(
  response: GenerateContentResponse | readonly GenerateContentResponse[],
  options: ChatAnswerOptions,
  wasStreamed = false,
): ChatResult {
  const answer = new Answer(options)
  const pieces: ChatChunkChoice[] = []
  for (const chunk of Array.isArray(response) ? response : [response]) {
    for (const piece of answer.push(chunk)) pieces.push(piece)
  }
  if (wasStreamed && answer.unfinished) {
    const message = 'The answer of Google broke off before its end'
    return { kind: 'empty', reason: 'stream_truncated', message }
  }
  const end = answer.end()
  if (end.kind !== 'finished') return end
  for (const piece of end.choices) pieces.push(piece)
  return {
    kind: 'finished',
    completion: {
      ...answer.head,
      object: 'chat.completion',
      choices: toChoices(pieces),
      usage: answer.usage,
    },
  }
}
