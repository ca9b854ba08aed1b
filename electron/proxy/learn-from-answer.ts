/** What good answers teach: who really answers under a name, and what tool calls came with. */
import type { ChatToolCall } from '../convert/openai-chat/response/chat-chunk.ts'
import { serverSteps, type ServerSteps } from '../convert/openai-chat/response/server-steps.ts'
import { modelFamily } from '../gemini/families.ts'
import type { ProxyContext } from './context.ts'

/** A whole answer or one chunk of a stream, as far as there is something to learn from it. */
interface Teaching {
  /** Google's `modelVersion`. */
  system_fingerprint?: string | null
  choices: {
    message?: { tool_calls?: ChatToolCall[] }
    delta?: { tool_calls?: ChatToolCall[] }
    [serverSteps]?: ServerSteps
  }[]
}

/**
 * Remembers what an answer to a call of `model` says, so that the next request follows the rules of
 * the model behind the name and gets back what its client drops of tool calls: their signatures, and
 * the steps of Google's own tools that led to them (conformance §0, A3, A6).
 */
export function learnFromAnswer(
  { modelVersions, signatures, nowMs }: ProxyContext,
  model: string,
  { system_fingerprint: version, choices }: Teaching,
): void {
  modelVersions.learn(model, version ?? undefined)
  for (const { message, delta, [serverSteps]: steps } of choices) {
    const calls = (message ?? delta)?.tool_calls ?? []
    if (calls.length === 0 && steps === undefined) continue
    const servedBy = modelVersions.servedBy(model)
    const family = servedBy === undefined ? modelFamily(model, nowMs()) : modelFamily(servedBy)
    if (!family.requiresSignatures) continue
    for (const { id, extra_content: extra } of calls) {
      const signature = extra?.google.thought_signature
      if (signature !== undefined) signatures.remember(id, { family: family.name, signature })
    }
    if (steps === undefined) continue
    const { callId, before, after } = steps
    const { signature } = signatures.get(callId) ?? {}
    signatures.remember(callId, {
      family: family.name,
      ...(signature !== undefined && { signature }),
      steps: JSON.stringify({ before, after }),
    })
  }
}
