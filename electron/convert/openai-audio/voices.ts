/** Which of Google's voices speaks under a name of OpenAI's, and Google's own names (A7). */
import { InvalidRequest } from '../invalid-request.ts'

/** Google's prebuilt voices. */
export const geminiVoices = [
  'Achernar',
  'Achird',
  'Algenib',
  'Algieba',
  'Alnilam',
  'Aoede',
  'Autonoe',
  'Callirrhoe',
  'Charon',
  'Despina',
  'Enceladus',
  'Erinome',
  'Fenrir',
  'Gacrux',
  'Iapetus',
  'Kore',
  'Laomedeia',
  'Leda',
  'Orus',
  'Puck',
  'Pulcherrima',
  'Rasalgethi',
  'Sadachbia',
  'Sadaltager',
  'Schedar',
  'Sulafat',
  'Umbriel',
  'Vindemiatrix',
  'Zephyr',
  'Zubenelgenubi',
] as const

export type GeminiVoice = (typeof geminiVoices)[number]

/** Each of OpenAI's voices and the nearest of Google's in pitch and manner. */
export const voiceOfOpenAi: ReadonlyMap<string, GeminiVoice> = new Map<string, GeminiVoice>([
  ['alloy', 'Kore'],
  ['ash', 'Orus'],
  ['ballad', 'Algieba'],
  ['cedar', 'Umbriel'],
  ['coral', 'Autonoe'],
  ['echo', 'Schedar'],
  ['fable', 'Sadaltager'],
  ['marin', 'Sulafat'],
  ['nova', 'Leda'],
  ['onyx', 'Charon'],
  ['sage', 'Vindemiatrix'],
  ['shimmer', 'Achernar'],
  ['verse', 'Puck'],
])

const defaultVoice: GeminiVoice = 'Kore'

export type VoiceConfig =
  | { prebuiltVoiceConfig: { voiceName: GeminiVoice } }
  /** One of Google's further voices, or one that the person designed or cloned there. */
  | { voice: string }

/**
 * The voice under a name in any case, or `{ id }` as OpenAI writes custom ones; none asked for is
 * Kore. Newer models have thousands of voices, so to them any other name goes as it is.
 * @param hasMore whether the model is one of those
 * @throws InvalidRequest (param `voice`) that lists the names there are
 */
export function toVoiceConfig(voice: unknown, hasMore: boolean): VoiceConfig {
  if (voice === undefined || voice === null) return prebuilt(defaultVoice)
  const name = typeof voice === 'object' && 'id' in voice ? voice.id : voice
  if (typeof name === 'string' && name.trim() !== '') {
    const wanted = name.trim().toLowerCase()
    const found =
      voiceOfOpenAi.get(wanted) ?? geminiVoices.find((known) => known.toLowerCase() === wanted)
    if (found !== undefined) return prebuilt(found)
    if (hasMore) return { voice: name.trim() }
  }
  const names = `${[...voiceOfOpenAi.keys()].join(', ')}, or one of Gemini's: ${geminiVoices.join(', ')}`
  throw new InvalidRequest(`voice must be one of ${names}`, {
    param: 'voice',
    code: 'unsupported_value',
  })
}

function prebuilt(voiceName: GeminiVoice): VoiceConfig {
  return { prebuiltVoiceConfig: { voiceName } }
}
