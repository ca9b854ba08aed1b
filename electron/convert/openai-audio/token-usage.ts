/** Token counts in the form of OpenAI's routes about sound. */
import type { Transcription } from 'openai/resources/audio/transcriptions'
import type { UsageMetadata } from '../../gemini/wire.ts'
import { toChatUsage } from '../openai-chat/response/usage.ts'

/** All counts as whole numbers, 0 where Google said nothing. */
export function tokensOf(usage: UsageMetadata): Transcription.Tokens {
  const { prompt_tokens, completion_tokens, total_tokens, prompt_tokens_details } =
    toChatUsage(usage)
  const audioTokens = prompt_tokens_details.audio_tokens ?? 0
  return {
    type: 'tokens',
    input_tokens: prompt_tokens,
    output_tokens: completion_tokens,
    total_tokens,
    input_token_details: { audio_tokens: audioTokens, text_tokens: prompt_tokens - audioTokens },
  }
}
