/** Which model serves a request about sound. */
import { InvalidRequest } from '../invalid-request.ts'
import { parseModelName } from '../model-name.ts'

const vendorPrefix = /^(?:(?:models|google|gemini)\/)+/i
const googles = /^(?:gemini|gemma)-/i

/**
 * Ids of Google's and those in `known` stay; every other name (`tts-1`, `whisper-1`,
 * `Systran/faster-whisper-large-v3`) means the stand-in of the settings.
 * @throws InvalidRequest (param `model`) when no name was sent
 */
export function audioModel(
  requested: unknown,
  standIn: string,
  known: ReadonlySet<string>,
): string {
  if (typeof requested !== 'string' || requested === '') {
    throw new InvalidRequest('model must be the name of a model', { param: 'model' })
  }
  const bare = requested.replace(vendorPrefix, '')
  return googles.test(bare) || known.has(bare) ? parseModelName(bare, known).model : standIn
}
