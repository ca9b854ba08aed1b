/** Speech of a kind: a hum as long as the text, at a pitch of the voice's own. */
import type { Ask, Draft } from './ask.ts'
import { fingerprint } from './fingerprint.ts'

const sampleRateHz = 24_000
const secondsPerCharacter = 0.05
const mostSeconds = 20
const piecesOfStream = 4

/** Sound as the model's generation sends it (conformance A7); undefined for other models. */
export function speechAnswer({ model, request, text, streamed }: Ask): Draft | undefined {
  if (model.kind !== 'speech') return undefined
  const { voiceConfig } = request.generationConfig?.speechConfig ?? {}
  const voice = voiceConfig?.prebuiltVoiceConfig?.voiceName ?? voiceConfig?.voice ?? 'Kore'
  const samples = hum(text, voice)
  const { responseFormat = [] } = request.generationConfig ?? {}
  const wantsSamples = streamed || JSON.stringify(responseFormat).includes('L16')
  if (!wantsSamples && model.generation >= 3.6) {
    const wav = Buffer.concat([wavHeader(samples.length), samples])
    return { parts: [soundPart('audio/wav', wav)] }
  }
  const pieces = streamed ? piecesOfStream : 1
  // A piece never ends within a sample.
  const size = Math.ceil(samples.length / pieces / 2) * 2
  return {
    parts: Array.from({ length: pieces }, (_, at) =>
      soundPart(
        `audio/L16;codec=pcm;rate=${sampleRateHz}`,
        samples.subarray(at * size, (at + 1) * size),
      ),
    ),
  }
}

function soundPart(mimeType: string, bytes: Buffer) {
  return { inlineData: { mimeType, data: bytes.toString('base64') } }
}

/** 16-bit little-endian mono samples of one soft tone. */
function hum(text: string, voice: string): Buffer {
  const seconds = Math.min(mostSeconds, Math.max(0.2, text.length * secondsPerCharacter))
  const pitchHz = 110 + (fingerprint(`voice:${voice}`).readUInt8(0) / 256) * 220
  const samples = Buffer.alloc(Math.round(seconds * sampleRateHz) * 2)
  for (let at = 0; at < samples.length; at += 2) {
    const phase = (2 * Math.PI * pitchHz * (at / 2)) / sampleRateHz
    samples.writeInt16LE(Math.round(Math.sin(phase) * 6000), at)
  }
  return samples
}

function wavHeader(dataBytes: number): Buffer {
  const header = Buffer.alloc(44)
  header.write('RIFF', 0, 'latin1')
  header.writeUInt32LE(36 + dataBytes, 4)
  header.write('WAVEfmt ', 8, 'latin1')
  header.writeUInt32LE(16, 16)
  // PCM, one channel.
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(1, 22)
  header.writeUInt32LE(sampleRateHz, 24)
  header.writeUInt32LE(sampleRateHz * 2, 28)
  header.writeUInt16LE(2, 32)
  header.writeUInt16LE(16, 34)
  header.write('data', 36, 'latin1')
  header.writeUInt32LE(dataBytes, 40)
  return header
}
