/** What good answers teach: who really answers under a name, and the signatures of tool calls. */
import type { ChatToolCall } from '../convert/openai-chat/response/chat-chunk.ts'
import { modelFamily } from '../gemini/families.ts'
import type { ProxyContext } from './context.ts'

/** A whole answer or one chunk of a stream, as far as there is something to learn from it. */
interface Teaching {
  /** Google's `modelVersion`. */
  system_fingerprint?: string | null
  choices: { message?: { tool_calls?: ChatToolCall[] }; delta?: { tool_calls?: ChatToolCall[] } }[]
}

/**
 * Remembers what an answer to a call of `model` says, so that the next request follows the rules of
 * the model behind the name and gets back the signatures its client drops (conformance §0, A6).
 */
export function learnFromAnswer(
  { modelVersions, signatures, nowMs }: ProxyContext,
  model: string,
  { system_fingerprint: version, choices }: Teaching,
): void {
  modelVersions.learn(model, version ?? undefined)
  for (const { message, delta } of choices) {
    const calls = (message ?? delta)?.tool_calls
    if (calls === undefined) continue
    const servedBy = modelVersions.servedBy(model)
    const family = servedBy === undefined ? modelFamily(model, nowMs()) : modelFamily(servedBy)
    if (!family.requiresSignatures) continue
    for (const { id, extra_content: extra } of calls) {
      const signature = extra?.google.thought_signature
      if (signature !== undefined) signatures.remember(id, { family: family.name, signature })
    }
  }
}
