import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { recordedText } from './recorded-text.ts'
import { createRedactor } from './redact.ts'

// Put together at run time, so that no string of the shape of a real key is ever committed.
const googleKey = ['AIza', 'SyD3m0K3yThatIsNotReal0123456789abc'].join('')
const newGoogleKey = ['AQ.', 'Ab8RN6Jd3m0K3yThatIsNotReal'].join('')
const ourToken = 'sk-gb-0123456789-of-a-phone'
const secrets = [googleKey, newGoogleKey, ourToken]

const redactor = createRedactor()
redactor.learn(ourToken)
const kept = (text: string) => recordedText(text, redactor.redact)

const base64 = (text: string) => Buffer.from(text).toString('base64')
const escaped = (text: string, write: (code: string) => string) =>
  [...text].map((letter) => write(letter.charCodeAt(0).toString(16).padStart(2, '0'))).join('')

/** Ways of writing a secret from which a person, or a program, would read it again. */
const ways: [string, (secret: string) => string][] = [
  ['in JSON', (secret) => JSON.stringify({ deep: [{ text: `a\n${secret}\nb` }] })],
  ['in JSON within JSON', (secret) => JSON.stringify(JSON.stringify({ text: `\n${secret}` }))],
  ['in a URL', (secret) => `https://x.example/?a=1&key=${secret}#top`],
  ['in a URL within a URL', (secret) => `/?to=${encodeURIComponent(`https://x/?key=${secret}`)}`],
  ['with all letters as escapes of JSON', (secret) => escaped(secret, (hex) => `\\u00${hex}`)],
  ['with all letters as escapes of a URL', (secret) => escaped(secret, (hex) => `%${hex}`)],
  ['in base64', (secret) => `{"data":"${base64(`keys:\n${secret}\n`)}"}`],
  ['in base64 of base64', (secret) => `auth: ${base64(`{"auth":"${base64(`me:${secret}`)}"}`)}`],
  [
    'in base64 as PowerShell takes it',
    (secret) => Buffer.from(`$key = "${secret}"`, 'utf16le').toString('base64'),
  ],
  ['in base64 of URLs', (secret) => Buffer.from(`{"k":"${secret}"}`).toString('base64url')],
  [
    'in base64 over lines',
    (secret) => JSON.stringify(`Here\n${base64(`my ${secret} is`).replace(/.{19}/g, '$&\n')}`),
  ],
  [
    'in a data URL as PHP writes it',
    (secret) =>
      JSON.stringify({ u: `data:;base64,${base64(`>>>??? ${secret}`)}` }).replaceAll('/', '\\/'),
  ],
]

/** The text with everything undone that hides a secret from a search. */
function laidBare(text: string): string {
  const plain = text
    .replace(/\\+u00([\da-f]{2})|%([\da-f]{2})/gi, (_, a, b) =>
      String.fromCharCode(Number.parseInt(a ?? b, 16)),
    )
    .replace(/\\[nr/]/g, '')
  const inside = decodedRuns(plain)
  return [text, plain, inside, decodedRuns(inside)].join('\n')
}

function decodedRuns(text: string): string {
  const runs = text.match(/[\w+/-]{16,}/g) ?? []
  const inside = runs.flatMap((run) =>
    [0, 1, 2, 3, 4, 5, 6, 7].map((from) =>
      Buffer.from(run.slice(from), 'base64').toString('latin1').replaceAll('\0', ''),
    ),
  )
  return inside.join('\n')
}

describe('a text that is kept', () => {
  it.each(ways)('holds no secret that is written %s', (_way, write) => {
    for (const secret of secrets) {
      expect(laidBare(write(secret))).toContain(secret)
      expect(laidBare(kept(write(secret)))).not.toContain(secret)
    }
  })

  it.each([
    ['of OpenAI', (text: string) => ({ choices: [{ index: 0, delta: { content: text } }] })],
    ['of Google', (text: string) => ({ candidates: [{ content: { parts: [{ text }] } }] })],
  ])('holds none that came in pieces, in a stream %s', (_whose, eventOf) => {
    fc.assert(
      fc.property(
        fc.constantFrom(...secrets),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 30, maxLength: 60 }),
        fc.boolean(),
        (secret, lengths, isArray) => {
          const said = `Your key is:\n${secret}, keep it.`
          let at = 0
          const pieces = lengths.map((length) => said.slice(at, (at += length)))
          const events = [...pieces, said.slice(at)].map((piece) => JSON.stringify(eventOf(piece)))
          const stream = isArray
            ? `[${events.join('\n,\r\n')}\n]`
            : `${events.map((event) => `data: ${event}\n\n`).join('')}data: [DONE]\n\n`
          const text = kept(stream)
          const contents = [...text.matchAll(/"(?:content|text)":"([^"]*)"/g)].map(([, one]) => one)
          expect(contents.join('')).not.toContain(secret)
          expect(text).not.toContain(secret)
          expect(text).toContain('keep it.')
        },
      ),
    )
  })

  it('holds none that came in pieces of one choice, between those of another', () => {
    const event = (index: number, content: string) =>
      `data: ${JSON.stringify({ choices: [{ index, delta: { content } }] })}\n\n`
    const [one, two] = [googleKey.slice(0, 8), googleKey.slice(8)]
    const text = kept(event(0, one) + event(1, 'Hello ') + event(0, two) + event(1, 'there'))
    expect(text).not.toContain(two)
    expect(text).toContain('choices[0].delta.content: AIza…')
  })

  it('holds none that came in pieces of an array that was cut', () => {
    const [one, two] = [googleKey.slice(0, 8), googleKey.slice(8)]
    const part = (text: string) => JSON.stringify({ text })
    expect(kept(`[${part(one)}\n,\r\n${part(two)}\n,\r\n{"te`)).not.toContain(two)
  })

  it('is to the letter what it was where there is none', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => kept(text) === text))
    const picture = base64(String.fromCharCode(...Array.from({ length: 999 }, (_, n) => n % 256)))
    for (const text of [
      JSON.stringify({ a: 'b/c é %41 100%', url: `data:image/png;base64,${picture}` }),
      String.raw`{"a":"\u0041\/"}`,
      `data: {"choices":[{"delta":{"content":"${base64('nothing to hide in here')}"}}]}\n\n`,
    ]) {
      expect(kept(text)).toBe(text)
    }
  })

  it('takes no longer than a few milliseconds for a large picture', () => {
    const picture = Buffer.alloc(750_000, 0)
    for (let at = 0; at < picture.length; at += 1) picture[at] = (at * 2_654_435_761) >>> 11
    const text = `{"data":"${picture.toString('base64')}"}`
    const before = process.cpuUsage()
    expect(kept(text)).toBe(text)
    const { user, system } = process.cpuUsage(before)
    expect((user + system) / 1000).toBeLessThan(400)
  })
})
