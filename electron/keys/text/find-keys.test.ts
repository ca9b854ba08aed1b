import { describe, expect, it } from 'vitest'
import type { FoundKey, KeyCandidate, RefusedKey } from './candidate.ts'
import { findKeys, MAX_TEXT_LENGTH } from './find-keys.ts'
import { newerKey, olderKey, unknownKey } from './keys.fixture.ts'

function candidates(text: string): KeyCandidate[] {
  const found = findKeys(text)
  if (found.kind !== 'found') throw new Error(found.kind)
  return found.candidates
}

/** What was found, in short: `secret`, `label: secret` or `label: secret (paid)`. */
function keys(text: string): string[] {
  const isKey = (candidate: KeyCandidate): candidate is FoundKey => candidate.kind === 'key'
  return candidates(text)
    .filter(isKey)
    .map(({ secret, label, paid }) => {
      return `${label === '' ? '' : `${label}: `}${secret}${paid ? ' (paid)' : ''}`
    })
}

function refused(text: string): RefusedKey[] {
  return candidates(text).filter((candidate) => candidate.kind === 'refused')
}

const [a, b, c] = [olderKey(1), newerKey(2), unknownKey(3)]

describe('keys are found', () => {
  it.each([
    ['one per line', `${a}\n${b}\r\n${c}\n`],
    ['between commas', `${a}, ${b},${c}`],
    ['between semicolons and blanks', `${a};${b}  ${c}`],
    ['between Chinese commas', `密钥：${a}，${b}、${c}。`],
    ['in a JSON array', JSON.stringify([a, b, c])],
    ['in an indented JSON array', JSON.stringify([a, b, c], null, 2)],
    ['in a JSON array with a comma too many', `["${a}", "${b}", "${c}",]`],
    ['in a Python list', `keys = ['${a}', '${b}', '${c}']`],
    ['in .env', `API_KEYS=["${a}","${b}","${c}"]`],
    ['in .env over several lines', `API_KEYS='\n${a}\n${b}\n${c}\n'`],
    ['in .env, one name each', `GEMINI_API_KEY=${a}\nGEMINI_API_KEY_2="${b}"\nKEY3='${c}'`],
    ['in a Markdown list', `- ${a}\n* \`${b}\`\n1. **${c}**`],
    ['in emphasis', `_${a}_ *${b}* __${c}__`],
    ['in quotes of any kind', `“${a}” ‘${b}’ "${c}"`],
    ['in a CSV column', `no,key\n1,${a}\n2,${b}\n3,${c}`],
    ['in a file with a byte order mark', `\uFEFF["${a}","${b}","${c}"]`],
  ])('%s', (_name, text) => {
    expect(keys(text)).toEqual([a, b, c])
  })

  it('in prose, at the end of a sentence, in brackets and in addresses', () => {
    const text = `I made two keys today: the first is ${a}. Try it (or ${b}), as in
      curl "https://generativelanguage.googleapis.com/v1beta/models?key=${olderKey(4)}&alt=sse"
      curl -H 'x-goog-api-key: ${newerKey(5)}' https://example.com`
    expect(keys(text).map((key) => key.replace(/^.*: /, ''))).toEqual([
      a,
      b,
      olderKey(4),
      newerKey(5),
    ])
  })

  it('on the line on which they stand, whatever the format', () => {
    const lines = (text: string) => candidates(text).map(({ line }) => line)
    expect(lines(`\n${a}\n\n${b}`)).toEqual([2, 4])
    expect(lines(JSON.stringify([{ key: a }, { key: b }], null, 1))).toEqual([3, 6])
    expect(lines(`name,key\n"x\ny",${a}\nz,${b}`)).toEqual([2, 4])
  })
})

describe('labels come', () => {
  it.each([
    ['before a colon', `alice: ${a}\n- Bob's laptop: ${b}`, [`alice: ${a}`, `Bob's laptop: ${b}`]],
    ['before a Chinese colon', `小明：${a}`, [`小明: ${a}`]],
    ['before an equals sign', `alice = "${a}"`, [`alice: ${a}`]],
    [
      'behind a hash',
      `${a} # alice, home\nAPI_KEY="${b}" # bob`,
      [`alice, home: ${a}`, `bob: ${b}`],
    ],
    ['behind slashes', `"${a}", // alice`, [`alice: ${a}`]],
    ['for each key of a line', `alice: ${a}, bob: ${b}`, [`alice: ${a}`, `bob: ${b}`]],
    ['from names in capitals', `ALICE_HOME=${a}`, [`ALICE_HOME: ${a}`]],
    ['from JSON fields', JSON.stringify([{ name: 'alice', apiKey: a }]), [`alice: ${a}`]],
    ['from JSON names', JSON.stringify({ alice: a, bob: [b] }), [`alice: ${a}`, `bob: ${b}`]],
    ['from a CSV column', `API key;Name;note\n${a};"A; ""1""";x`, [`A; "1": ${a}`]],
    ['from a Markdown table', `| name | key |\n|---|---|\n| alice | ${a} |`, [`alice: ${a}`]],
  ])('%s', (_name, text, expected) => {
    expect(keys(text)).toEqual(expected)
  })

  it('never from names that every key has', () => {
    const text = `GEMINI_API_KEY_1=${a}\nkey: ${b}\nconst apiKey = '${c}'`
    expect(keys(text)).toEqual([a, b, c])
  })

  it('never with a key in them', () => {
    expect(keys(`${a} # ${b}`)).toEqual([a, b])
    expect(keys(JSON.stringify([{ key: a, note: b }]))).toEqual([a, b])
    expect(keys(`key,label\n${a},${b}`)).toEqual([a, b])
  })
})

describe('a key is paid', () => {
  it.each([
    ['by its name in .env', `PAID_KEY=${a}`],
    ['by a word before it', `paid: ${a}`],
    ['by a JSON field', JSON.stringify([{ key: a, paid: true }])],
    ['by its name in JSON', JSON.stringify({ PAID_KEY: a })],
    ['by a CSV column', `key,paid\n${a},yes`],
    ['when one of two places says so', `${a}\npaid: ${a}`],
  ])('%s', (_name, text) => {
    expect(keys(text)[0]).toBe(`${a} (paid)`)
  })

  it('only where it is said', () => {
    expect(keys(`PAID_KEY=${a}\nAPI_KEYS=["${b}"]`)).toEqual([`${a} (paid)`, b])
    expect(keys(`key,paid\n${a},false\n${b},`)).toEqual([a, b])
    expect(keys(`no,key\n1,${a}`)).toEqual([a])
  })
})

describe('a key that stands there twice', () => {
  it('is marked the second time and takes the label it is given there', () => {
    expect(candidates(`${a}\nalice: ${a}`)).toMatchObject([
      { secret: a, label: 'alice', line: 1, repeated: false },
      { secret: a, line: 2, repeated: true },
    ])
  })
})

describe('what is no key is refused with its reason', () => {
  it.each([
    ['truncated', a.slice(0, -3)],
    ['truncated', `AQ.Ab8RN6`],
    ['too-long', `${a}${a}`],
    ['placeholder', 'your-api-key'],
    ['placeholder', 'YOUR_API_KEY_HERE'],
    ['placeholder', 'your_api_key_1'],
    ['placeholder', 'AIzaSyXXXXXXXX'],
    ['placeholder', `AIzaSy${'X'.repeat(33)}`],
    ['masked', 'AIzaSyB…x4f2'],
    ['masked', 'AIza***********x4f2'],
    ['masked', 'AQ.Ab8RN...'],
    ['masked', '…x4f2'],
    ['oauth-token', 'ya29.a0AfH6SMBx1234567890'],
    ['oauth-token', 'eyJhbGciOiJSUzI1NiIsImtpZCI6'],
    ['own-token', 'gb-Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6'],
    ['other-service', 'sk-proj-abcdefghijklmnop1234'],
    ['other-service', 'sk-ant-api03-qrstuvwxyzab'],
    ['other-service', 'gsk_abcdefghijklmnop1234'],
    ['commented-out', `# ${a}`],
    ['vertex-key', `VERTEX_API_KEYS=["${a}"]`],
  ])('%s: %s', (reason, text) => {
    expect(candidates(text)).toMatchObject([{ kind: 'refused', reason }])
  })

  it('without showing more than its end', () => {
    const text = 'OPENAI_API_KEY=sk-proj-abcdefghijklmnop1234'
    expect(refused(text)).toEqual([
      {
        kind: 'refused',
        reason: 'other-service',
        masked: '…1234',
        label: 'OPENAI_API_KEY',
        paid: false,
        line: 1,
      },
    ])
  })
})

describe('nothing is made of', () => {
  it.each([
    [
      'prose',
      'Keys start with AIza or AQ. these days… and then? 4242424242424242424242 pseudopseudo',
    ],
    ['hashes', '185473b4e1d2f3a4b5c6d7e8f90a1b2c3d4e5f60'],
    ['UUIDs', '123e4567-e89b-12d3-a456-426614174000'],
    ['dates', '2026-11-23T21:18:36.000Z 2026-11-23T21-18-36.000Z'],
    [
      'model names',
      'gemini-3.1-flash-lite-preview gemini-embedding-001 claude-3-5-sonnet-20241022',
    ],
    ['addresses', 'https://example.com/a1b2c3d4e5f6g7h8i9j0k1?id=Zx81Zx81Zx81Zx81Zx81Zx81'],
    ['paths', '/home/me/Xy12Xy12Xy12Xy12Xy12Xy12 C:\\a\\Xy12Xy12Xy12Xy12Xy12Xy12'],
    ['mail addresses', 'alice2026alice2026alice2026@example.com'],
    ['files', 'holiday2026photos1234.jpeg'],
    ['long names', 'GEMINI_BALANCE_SERVICE_NUMBER_2026_KEYS'],
    ['names before a value', 'MY_PROJECT2026A_GEMINI_KEYS = none'],
    ['short words', 'a1b2c3d4e5f6g7h8'],
    [
      'the tokens of clients',
      `ALLOWED_TOKENS=["sk-abcdefghijklmnop1234"]\nAUTH_TOKEN=${unknownKey(1)}`,
    ],
    ['an empty text', ''],
    ['other JSON', '{"a":[1,null,{"b":"c"}],"key":5}'],
  ])('%s', (_name, text) => {
    expect(candidates(text)).toEqual([])
  })
})

it('a text that is too long is refused as a whole, with the limit', () => {
  expect(findKeys('x'.repeat(MAX_TEXT_LENGTH + 1))).toEqual({
    kind: 'too-long',
    maxLength: MAX_TEXT_LENGTH,
  })
})
