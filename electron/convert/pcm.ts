/** Google's sound and what it is wrapped in: 16-bit little-endian mono samples, bare or in a WAV. */

/** Samples without any header. */
export interface Pcm {
  samples: Buffer
  sampleRateHz: number
}

/** What Google's voices have where they do not say it. */
const DEFAULT_RATE_HZ = 24_000
const BYTES_PER_SAMPLE = 2
const HEADER_BYTES = 44

/** True for a WAV file: newer models send one, older ones bare samples (conformance A7). */
export function isWav(bytes: Buffer): boolean {
  return bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WAVE'
}

/**
 * The samples of a piece of sound.
 * @param mimeType names the rate of bare samples: `audio/L16;codec=pcm;rate=24000`
 */
export function toPcm(bytes: Buffer, mimeType: string): Pcm {
  const wav = isWav(bytes) ? readWav(bytes) : undefined
  if (wav !== undefined) {
    return { samples: bytes.subarray(wav.dataAt, wav.dataEnd), sampleRateHz: wav.sampleRateHz }
  }
  const rate = Number(/rate=(\d{4,6})\b/i.exec(mimeType)?.[1] ?? DEFAULT_RATE_HZ)
  return { samples: bytes, sampleRateHz: rate }
}

/**
 * The header of a WAV file of 16-bit mono samples.
 * @param dataBytes undefined when the length is not known yet; players then read to the end
 */
export function wavHeader(dataBytes: number | undefined, sampleRateHz: number): Buffer {
  const header = Buffer.alloc(HEADER_BYTES)
  const most = 0xffff_ffff
  header.write('RIFF', 0, 'latin1')
  header.writeUInt32LE(dataBytes === undefined ? most : HEADER_BYTES - 8 + dataBytes, 4)
  header.write('WAVEfmt ', 8, 'latin1')
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(1, 22)
  header.writeUInt32LE(sampleRateHz, 24)
  header.writeUInt32LE(sampleRateHz * BYTES_PER_SAMPLE, 28)
  header.writeUInt16LE(BYTES_PER_SAMPLE, 32)
  header.writeUInt16LE(BYTES_PER_SAMPLE * 8, 34)
  header.write('data', 36, 'latin1')
  header.writeUInt32LE(dataBytes ?? most, 40)
  return header
}

/** How long a WAV file plays; undefined for other files and broken headers. */
export function wavSeconds(bytes: Buffer): number | undefined {
  const wav = isWav(bytes) ? readWav(bytes) : undefined
  if (wav === undefined || wav.bytesPerSecond === 0) return undefined
  return (wav.dataEnd - wav.dataAt) / wav.bytesPerSecond
}

interface WavLayout {
  sampleRateHz: number
  bytesPerSecond: number
  dataAt: number
  dataEnd: number
}

/** Finds format and data among the chunks, whatever else stands between them. */
function readWav(bytes: Buffer): WavLayout | undefined {
  let format: { sampleRateHz: number; bytesPerSecond: number } | undefined
  for (let at = 12; at + 8 <= bytes.length;) {
    const name = bytes.toString('latin1', at, at + 4)
    const size = bytes.readUInt32LE(at + 4)
    const start = at + 8
    if (name === 'fmt ' && start + 16 <= bytes.length) {
      format = {
        sampleRateHz: bytes.readUInt32LE(start + 4),
        bytesPerSecond: bytes.readUInt32LE(start + 8),
      }
    }
    if (name === 'data' && format !== undefined) {
      return { ...format, dataAt: start, dataEnd: Math.min(start + size, bytes.length) }
    }
    // Chunks begin at even places.
    at = start + size + (size % 2)
  }
  return undefined
}
