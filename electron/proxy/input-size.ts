/** How large the input of a request is, for want of Google's own count. */

/** Google's own rule of thumb; most of what is not English prose has fewer. */
const CHARACTERS_PER_TOKEN = 4
/** Media and signatures in base64: their length says little about their tokens. */
const uncounted = new Set(['data', 'thoughtSignature', 'thought_signature'])

/**
 * About how many input tokens a Gemini request body has at least: those of its texts, without media.
 * 0 for a body that is not JSON.
 */
export function estimatedInputTokens(body: string | Buffer | undefined): number {
  if (body === undefined) return 0
  let characters = 0
  try {
    JSON.parse(body.toString(), (name, value: unknown) => {
      if (typeof value === 'string' && !uncounted.has(name)) characters += value.length
      return undefined
    })
  } catch {
    return 0
  }
  return Math.floor(characters / CHARACTERS_PER_TOKEN)
}
