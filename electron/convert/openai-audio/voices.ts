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
  /** A voice that the person designed or cloned at Google. */
  | { voice: string }

/**
 * The voice under a name in any case, or `{ id }` as OpenAI writes custom ones; none asked for is
 * Kore. Ids of Google's custom voices (`voice_…`, `voicekey_…`) stay as they are.
 * @throws InvalidRequest (param `voice`) that lists the names there are
 */
export function toVoiceConfig(voice: unknown): VoiceConfig {
  if (voice === undefined || voice === null) return prebuilt(defaultVoice)
  const name = typeof voice === 'object' && 'id' in voice ? voice.id : voice
  if (typeof name === 'string') {
    if (/^voice(key)?_[\w-]+$/.test(name)) return { voice: name }
    const wanted = name.trim().toLowerCase()
    const found =
      voiceOfOpenAi.get(wanted) ?? geminiVoices.find((known) => known.toLowerCase() === wanted)
    if (found !== undefined) return prebuilt(found)
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
