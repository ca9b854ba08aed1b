/** Pictures drawn from a prompt: a real PNG, two colours running into each other. */
import { crc32, deflateSync } from 'node:zlib'
import type { Ask, Draft } from './ask.ts'
import { fingerprint } from './fingerprint.ts'

const longestSide = 256

/** A sentence (unless only pictures are wanted) and a picture; undefined for other models. */
export function pictureAnswer({ model, request, text }: Ask): Draft | undefined {
  if (model.kind !== 'image') return undefined
  const { responseModalities = [], imageConfig } = request.generationConfig ?? {}
  const data = drawPng(text, imageConfig?.aspectRatio).toString('base64')
  const picture = { inlineData: { mimeType: 'image/png', data } }
  const speaks = responseModalities.some((name) => name.toUpperCase() === 'TEXT')
  return {
    parts: speaks ? [{ text: `Here is your picture 🎨 of “${text}”.` }, picture] : [picture],
  }
}

/**
 * A PNG of 8-bit RGB whose longer side has 256 pixels. The colours depend on the prompt; the ratio
 * is written like `16:9`, and anything else gives a square.
 */
function drawPng(prompt: string, aspectRatio = '1:1'): Buffer {
  const { width, height } = sizeFor(aspectRatio)
  const colours = fingerprint(`picture:${prompt}`)
  const rows = Buffer.alloc(height * (1 + width * 3))
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = y * (1 + width * 3) + 1 + x * 3
      const blend = (x / width + y / height) / 2
      for (let channel = 0; channel < 3; channel += 1) {
        const from = colours.readUInt8(channel)
        const to = colours.readUInt8(channel + 3)
        rows.writeUInt8(Math.round(from + (to - from) * blend), at + channel)
      }
    }
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  // Bit depth 8, colour type 2 (RGB); compression, filter and interlace are 0.
  header.set([8, 2], 8)
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    pngChunk('IHDR', header),
    pngChunk('IDAT', deflateSync(rows)),
    pngChunk('IEND', Buffer.alloc(0)),
  ])
}

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const checksum = Buffer.alloc(4)
  checksum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, checksum])
}

function sizeFor(aspectRatio: string): { width: number; height: number } {
  const match = /^(\d{1,2}):(\d{1,2})$/.exec(aspectRatio)
  const across = Number(match?.[1] ?? 1) || 1
  const down = Number(match?.[2] ?? 1) || 1
  const scale = longestSide / Math.max(across, down)
  return {
    width: Math.max(1, Math.round(across * scale)),
    height: Math.max(1, Math.round(down * scale)),
  }
}
