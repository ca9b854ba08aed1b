import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keyId } from '../pooled-key.ts'
import { findKeys } from './find-keys.ts'
import { authKey, keyList, otherKey, standardKey } from './generated-keys.fixture.ts'

const A = standardKey(1)
const B = standardKey(2)
const Q = authKey(3)
const O = otherKey(4)
const none: ReadonlySet<string> = new Set()

const secrets = (text: string) => findKeys(text, none).found.map(({ secret }) => secret)
const labelled = (text: string) =>
  findKeys(text, none).found.map(({ secret, label }) => [secret, label])
const reasons = (text: string) => findKeys(text, none).refused.map(({ reason }) => reason)

describe('keys are found in anything a person pastes', () => {
  it.each([
    ['one on each line', `${A}\n${Q}\n${O}`],
    ['Windows line ends and a byte order mark', `\uFEFF${A}\r\n${Q}\r\n${O}\r\n`],
    ['old Mac line ends', `${A}\r${Q}\r${O}`],
    ['commas', `${A},${Q}, ${O}`],
    ['semicolons', `${A};${Q}; ${O};`],
    ['spaces and tabs', `${A} ${Q}\t${O}`],
    ['full-width commas', `${A}，${Q}、${O}；`],
    ['a JSON list', JSON.stringify([A, Q, O])],
    ['a JSON list over several lines', JSON.stringify([A, Q, O], undefined, 2)],
    ['a cut-off JSON list', `["${A}", "${Q}", "${O}`],
    ['a Python list', `['${A}', '${Q}', '${O}',]`],
    ['JSON objects in a list', JSON.stringify([{ key: A }, { api_key: Q }, { apiKey: O }])],
    ['JSON lines', `{"key":"${A}"}\n{"key":"${Q}"}\n{"key":"${O}"}`],
    ['JSON objects one after another', `{"key":"${A}"} {"key":"${Q}"},{"key":"${O}"}`],
    [
      'what GET /v1/keys/list gives',
      `{"data":{"valid_keys":{"${A}":0,"${Q}":2},"invalid_keys":{"IQ":1}}} ${O}`,
    ],
    ['the predecessor’s .env', `API_KEYS=["${A}","${Q}"] # keys\nPAID_KEY="${O}"`],
    ['a .env list over several lines', `API_KEYS=[\n  "${A}",\n  "${Q}"\n]\nPAID_KEY=${O}`],
    ['a quoted .env list', `API_KEYS='["${A}","${Q}"]'\nexport GEMINI_API_KEY=${O}`],
    ['a .env list with escaped quotes', `API_KEYS="[\\"${A}\\",\\"${Q}\\"]"\nGEMINI_API_KEY=${O}`],
    ['a .env list without quotes', `API_KEYS=${A},${Q},${O}`],
    ['commented-out variables', `#GEMINI_API_KEY=${A}\n# ${Q}\n// ${O}`],
    ['shells', `export A_KEY=${A}\nset B_KEY=${Q}\n$env:C_KEY = "${O}"`],
    [
      'URLs',
      `https://x.dev/v1?key=${A}&alt=sse\nhttps://x.dev/?a=b&key=${Q} https://x.dev/?api_key=${O}`,
    ],
    ['headers', `curl -H "x-goog-api-key: ${A}" https://x.dev/a\nAuthorization: Bearer ${Q}\n${O}`],
    ['bullets', `- ${A}\n* ${Q}\n• ${O}`],
    ['numbers', `1. ${A}\n2.${Q}\n3) ${O}`],
    ['markdown', `**${A}** and \`${Q}\`\n\`\`\`\n${O}\n\`\`\``],
    ['underscore emphasis', `_${A}_\n${Q}\n${O}`],
    ['a checklist', `[x] ${A}\n[ ] ${Q}\n[${O}]`],
    ['a markdown table', `| name | key |\n|---|---|\n| a | ${A} |\n| b | \`${Q}\` |\n| c | ${O} |`],
    ['quotes of all kinds', `“${A}” 「${Q}」 '${O}'`],
    ['English prose', `Hi! My key is ${A}. The other, ${Q}, is older (and ${O}).`],
    ['Chinese prose', `我的密钥是${A}，谢谢。还有${Q}和${O}！`],
    [
      'zero-width characters in a key',
      `${A.slice(0, 9)}\u200B${A.slice(9)}\n\u200B${Q}\u2060\n${O}\u200E`,
    ],
    ['escaped line ends', `"${A}\\n${Q}\\r\\n"\n${O}`],
  ])('%s', (_name, text) => {
    expect(secrets(text)).toEqual([A, Q, O])
  })

  it('two run together are two', () => {
    expect(secrets(`${A}${B}`)).toEqual([A, B])
    expect(secrets(`${A}\u200B${B}`)).toEqual([A, B])
  })

  it('tells the line, the kind, and the id under which the pool keeps it', () => {
    const { found } = findKeys(`# mine\n\n${A}\n[\n "${Q}"\n]\r\n${O}`, none)
    expect(found.map(({ line, shape }) => [line, shape])).toEqual([
      [3, 'google'],
      [5, 'google-auth'],
      [7, 'other'],
    ])
    expect(found[0]).toEqual({
      id: keyId(A),
      secret: A,
      masked: `…${A.slice(-4)}`,
      label: '',
      paid: false,
      status: 'new',
      line: 3,
      shape: 'google',
    })
  })

  it('says which are known and which come twice', () => {
    const { found } = findKeys(`${A}\n${B}\n${A}\n${B}`, new Set([keyId(B)]))
    expect(found.map(({ status }) => status)).toEqual([
      'new',
      'already in the pool',
      'twice in the text',
      'twice in the text',
    ])
  })

  it('keeps a paid key paid where it is among the free ones as well', () => {
    const { found } = findKeys(`API_KEYS=["${A}","${B}"]\nPAID_KEY=${A}`, none)
    expect(found.map(({ paid, status }) => [paid, status])).toEqual([
      [true, 'new'],
      [false, 'new'],
      [true, 'twice in the text'],
    ])
  })

  it.each([
    ['a variable', `PAID_KEY="${A}"`],
    ['JSON', `{"PAID_KEY": "${A}"}`],
    ['a field', `{"key": "${A}", "paid": true}`],
    ['a column', `key,paid\n${A},true`],
    ['a comment', `${A} # paid: studio`],
    ['a settings row', `[{"key":"PAID_KEY","value":"${A}"}]`],
  ])('marks a paid key given in %s', (_name, text) => {
    expect(findKeys(text, none).found.map(({ paid }) => paid)).toEqual([true])
  })
})

describe('the label is what the text calls the key', () => {
  it.each([
    ['name: key', `Work: ${A}`, 'Work'],
    ['a name of several words', `Anna’s old laptop: ${A}`, 'Anna’s old laptop'],
    ['name=key', `work=${A}`, 'work'],
    ['a full-width colon', `公司账号：${A}`, '公司账号'],
    ['a dash', `Work - ${A}`, 'Work'],
    ['an arrow', `Work -> ${A}`, 'Work'],
    ['a bullet in bold', `- **Work**: \`${A}\``, 'Work'],
    ['a numbered line', `2. Work: ${A}`, 'Work'],
    ['a comment', `${A} # work laptop, old`, 'work laptop, old'],
    ['a slash comment', `"${A}", // work`, 'work'],
    ['a remark in brackets', `${A} (work)`, 'work'],
    ['full-width brackets', `${A}（公司）`, '公司'],
    ['a quoted name', `"Work": "${A}",`, 'Work'],
    ['the end of a sentence', `Hello all. Work: ${A}`, 'Work'],
    ['a row', `Work,${A},7,true`, 'Work'],
    ['a row of tabs', `${A}\tWork\t2026-01-01`, 'Work'],
    ['a row with quotes', `"Work, home",${A}`, 'Work, home'],
    ['a table', `| Work | ${A} |`, 'Work'],
    ['columns with a header', `id,API Key,name\n7,${A},Work`, 'Work'],
    ['a Chinese header', `备注;密钥\n公司;${A}`, '公司'],
    ['an empty cell under a header', `id,key,label\nx,${A},`, ''],
    ['a JSON label', `{"label":"Work","key":"${A}"}`, 'Work'],
    ['a JSON name', `{"api_key":"${A}","name":"Work"}`, 'Work'],
    ['a JSON member', `{"Work":"${A}"}`, 'Work'],
    ['a JSON variable', `[{"name":"GEMINI_API_KEY","value":"${A}"}]`, ''],
    ['the telling part of a variable', `GEMINI_API_KEY_WORK=${A}`, 'WORK'],
    ['a variable that tells nothing', `export GEMINI_API_KEY_2="${A}"`, ''],
    ['API_KEYS', `API_KEYS=["${A}"] # 密钥列表`, ''],
    ['a framework’s variable', `NEXT_PUBLIC_GOOGLE_API_KEY=${A}`, ''],
    ['apiKey', `apiKey: "${A}"`, ''],
    ['a phrase that tells nothing', `my API key: ${A}`, ''],
    ['the same in Chinese', `我的密钥：${A}`, ''],
    ['a header', `-H 'x-goog-api-key: ${A}'`, ''],
    ['a sentence', `This is the key that you asked me for yesterday evening: ${A}`, ''],
    ['prose', `my key is ${A} thanks`, ''],
    ['a URL', `Work: https://x.dev/?key=${A}`, ''],
  ])('%s', (_name, text, label) => {
    expect(labelled(text)).toEqual([[A, label]])
  })

  it('belongs to its own key where a line has several', () => {
    expect(labelled(`Work: ${A}, Home: ${B}`)).toEqual([
      [A, 'Work'],
      [B, 'Home'],
    ])
  })

  it('never shows a key', () => {
    expect(labelled(`${A} # was ${B}`)).toEqual([
      [A, ''],
      [B, ''],
    ])
    expect(labelled(`{"key":"${A}","label":"was ${B}"}`)).toEqual([
      [A, ''],
      [B, ''],
    ])
  })
})

describe('what is no key is refused with its reason', () => {
  it.each([
    ['sk-proj-4fGh7Kq2Lm9Pz3Xw8Rt5Yb1Nc6Vd0', 'openai-key'],
    ['sk-4fGh7Kq2Lm9Pz3Xw8Rt5Yb1Nc6Vd0', 'openai-key'],
    ['sk-ant-api03-4fGh7Kq2Lm9Pz3Xw8Rt5Yb1N', 'anthropic-key'],
    ['ghp_4fGh7Kq2Lm9Pz3Xw8Rt5Yb1Nc6Vd0Js2Ka', 'github-token'],
    ['github_pat_11ABCDE7Q0q2Lm9Pz3Xw8Rt5', 'github-token'],
    ['ya29.a0AfB4fGh7Kq2Lm9Pz3Xw8Rt5Yb1', 'oauth-token'],
    ['eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbg', 'oauth-token'],
    ['GOCSPX-4fGh7Kq2Lm9Pz3Xw8Rt5Yb1', 'oauth-token'],
    ['123456789012-4fgh7kq2lm9pz3xw.apps.googleusercontent.com', 'oauth-client-id'],
    ['gb-4fGh7Kq2Lm9Pz3Xw8Rt5Yb1Nc6Vd0', 'gateway-token'],
    [A.slice(0, 30), 'cut-off'],
    [`${A}x`, 'cut-off'],
    ['AQ.Ab8RN6Kq2Lm', 'cut-off'],
    ['your-gemini-api-key-1', 'placeholder'],
    ['your_api_key_1', 'placeholder'],
    ['AIzaSyXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX', 'placeholder'],
    ['AIzaSyxxxxxxxx', 'placeholder'],
    ['AIzaSy-YOUR-API-KEY-HERE', 'placeholder'],
    ['d41d8cd98f00b204e9800998ecf8427e', 'unlikely'],
    ['123e4567-e89b-12d3-a456-426614174000', 'unlikely'],
    ['gemini-2.5-flash-preview-09-2025', 'unlikely'],
  ])('%s', (text, reason) => {
    expect(reasons(text)).toEqual([reason])
    expect(secrets(text)).toEqual([])
    expect(findKeys(`\n${text}`, none).refused).toEqual([
      { masked: `…${text.slice(-4)}`, reason, line: 2 },
    ])
  })

  it.each([
    ['client tokens', `ALLOWED_TOKENS=["${O}"]`],
    ['client tokens without quotes', `ALLOWED_TOKENS=${O}`],
    ['an admin token', `AUTH_TOKEN=${O}`],
    ['another service', `OPENAI_API_KEY: ${O}`],
    ['a header', `Authorization: Bearer ${O}`],
    ['a settings row', `[{"key":"ALLOWED_TOKENS","value":"[\\"${O}\\"]"}]`],
    ['Vertex', `VERTEX_API_KEYS=["${Q}"]`],
  ])('a secret of %s is not sent to Google', (_name, text) => {
    expect(secrets(text)).toEqual([])
    expect(reasons(text)).toEqual(['other-setting'])
  })

  it.each([
    'Please use gemini-2.5-flash-preview-09-2025 for this.',
    'See https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash?alt=sse',
    'https://x.dev/Kq2Lm9Pz3Xw8Rt5Yb1Nc6Vd0?token=Kq2Lm9Pz3Xw8Rt5Yb1Nc6Vd0',
    'mail john.smith.2024Kq2Lm9Pz3Xw8Rt5@example.com',
    'in /home/me/Kq2Lm9Pz3Xw8Rt5Yb1Nc6Vd0.txt and C:\\tmp\\Kq2Lm9Pz3Xw8Rt5Yb1Nc6Vd0.txt',
    'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAA/9j+AA==',
    'call getElementsByClassName or SCREAMING_SNAKE_CASE_NAME2 in project gen-lang-client-0123456789',
    'keys start with AIza or with AQ. and are secret',
    'internationalization is one long word, 20260101T120000.000000Z is a time',
    '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\nKq2Lm9Pz3Xw8Rt5Yb1Nc6Vd0Js2Ka\n-----END PRIVATE KEY-----',
    '请打开设置页面，把密钥粘贴到输入框里，然后点击保存。',
  ])('nothing is found in: %s', (text) => {
    expect(findKeys(text, none)).toEqual({ found: [], refused: [] })
  })
})

const forms: Readonly<Record<string, (keys: readonly string[]) => string>> = {
  lines: (keys) => keys.join('\n'),
  'Windows lines': (keys) => `\uFEFF${keys.join('\r\n')}\r\n`,
  commas: (keys) => keys.join(', '),
  semicolons: (keys) => keys.join(';'),
  'full-width commas': (keys) => keys.join('，'),
  JSON: (keys) => JSON.stringify(keys),
  'JSON objects': (keys) =>
    JSON.stringify(
      keys.map((key, at) => ({ name: `n${at}`, api_key: key })),
      undefined,
      2,
    ),
  'JSON lines': (keys) => keys.map((key) => JSON.stringify({ key, label: 'a' })).join('\n'),
  '.env': (keys) => `A=1\nAPI_KEYS=${JSON.stringify(keys)}\nB=2`,
  'numbered variables': (keys) =>
    keys.map((key, at) => `export GEMINI_API_KEY_${at}="${key}" # x`).join('\n'),
  CSV: (keys) => `key,label\n${keys.map((key, at) => `${key},n${at}`).join('\n')}`,
  'CSV without header': (keys) => keys.map((key, at) => `n${at},${key},x`).join('\n'),
  bullets: (keys) => keys.map((key) => `- \`${key}\``).join('\n'),
  names: (keys) => keys.map((key, at) => `name ${at}: ${key}`).join('\n'),
  prose: (keys) => keys.map((key) => `my key is ${key} thanks.`).join(' '),
  'Chinese prose': (keys) => keys.map((key) => `密钥是${key}，谢谢`).join('。'),
  URLs: (keys) => keys.map((key) => `https://x.dev/v1?key=${key}`).join(' '),
}

describe('for all texts', () => {
  it.each(Object.entries(forms))('every key is found, in order, among %s', (_name, write) => {
    fc.assert(
      fc.property(keyList, (keys) => {
        expect(secrets(write(keys))).toEqual(keys)
      }),
    )
  })

  it('every key is found where forms are mixed', () => {
    const parts = fc.array(fc.tuple(fc.constantFrom(...Object.values(forms)), keyList), {
      maxLength: 4,
    })
    fc.assert(
      fc.property(parts, (list) => {
        const text = list.map(([write, keys]) => write(keys)).join('\n\n')
        expect(new Set(secrets(text))).toEqual(new Set(list.flatMap(([, keys]) => keys)))
      }),
    )
  })

  it('nothing is found in prose without keys', () => {
    const words =
      'the key model gemini flash pro v2 Preview config-file api_key, 模型 密钥。 "quoted" (so) 2026-01-01 https://example.com/a?b=c {"a": [1]} x=1; camelCaseName # note - snake_case'
    const prose = fc.array(fc.constantFrom(...words.split(' '), '\n'), { maxLength: 60 })
    fc.assert(
      fc.property(prose, (list) => {
        expect(findKeys(list.join(' '), none).found).toEqual([])
      }),
    )
  })

  it('nothing is thrown', () => {
    const pieces = fc.array(
      fc.oneof(
        fc.constantFrom(
          '[',
          ']',
          '{',
          '}',
          '"',
          "'",
          '\\',
          ':',
          '=',
          ',',
          '\n',
          '#',
          'AIza',
          'AQ.',
          '.',
          '_',
          '-',
          'key,label\n',
          'A=[',
          A,
          '\uD800',
          '\u200B',
          'http://',
          '-----BEGIN',
          '# API_KEY_LABELS=[1]',
        ),
        fc.string({ unit: 'binary' }),
      ),
      { maxLength: 40 },
    )
    fc.assert(
      fc.property(pieces, (list) => {
        const { found, refused } = findKeys(list.join(''), none)
        for (const { secret, label } of found) expect(label).not.toContain(secret)
        for (const { masked } of refused) expect(masked.length).toBeLessThanOrEqual(5)
      }),
      { numRuns: 1000 },
    )
  })
})

describe('a megabyte takes no longer than reading it', () => {
  const many = Array.from({ length: 5000 }, (_, at) => standardKey(at * 31))
  const pad = 'x'.repeat(160)
  it.each([
    ['5,000 keys on lines', many.map((key) => `name: ${key} # ${pad}`).join('\n'), 5000],
    ['5,000 keys in JSON', JSON.stringify(many.map((key) => ({ key, label: pad }))), 5000],
    ['5,000 keys on one line', many.map((key) => `${key} ${pad}`).join(', '), 5000],
  ])('%s', (_name, text, count) => {
    expect(timed(text)).toBe(count)
  })

  it.each([
    'a',
    '1',
    '_',
    '-',
    '.',
    '[',
    '{',
    '"',
    '\\"',
    '["',
    '[\n',
    'A=[\n',
    '{"a":',
    ',"',
    '"",',
    '""",',
    ' ',
    '\u200B',
    'a\u200B',
    'http://',
    'AIza',
    'AQ.',
    '=',
    '#',
    ' #',
    '(',
    'x: ',
    '*',
    '|',
    'a.',
    '\r',
    '-----BEGIN\n',
    'key,label\n',
    "'",
    '\t',
    ':',
    'key=',
    '?key=',
  ])('%j over and over', (piece) => {
    expect(timed(piece.repeat(Math.ceil(1_000_000 / piece.length)))).toBe(0)
    const nested = Math.ceil(500_000 / piece.length)
    expect(timed(`${piece.repeat(nested)} ${A}\n${'\n]}'.repeat(100_000)}`)).toBeLessThan(2)
  })

  /** How many keys were found; fails where that took longer than any linear reading can. */
  function timed(text: string): number {
    const startMs = performance.now()
    const { found } = findKeys(text, none)
    expect(performance.now() - startMs).toBeLessThan(3000)
    return found.length
  }
})
