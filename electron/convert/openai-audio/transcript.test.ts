import { describe, expect, it } from 'vitest'
import type { GenerateContentResponse, Part } from '../../gemini/wire.ts'
import { segmentsOf, toTranscript } from './transcript.ts'
import { formatTranscript } from './transcript-format.ts'

const answer = (...parts: Part[]): GenerateContentResponse => ({
  candidates: [{ content: { parts }, finishReason: 'STOP' }],
})

/** A turn of one word per entry: word, start, end in Google's form. */
function turn(text: string, ...words: [string, string | undefined, string][]): Part {
  return {
    audioTranscription: {
      text,
      languageCode: 'en-US',
      words: words.map(([word, startOffset, endOffset]) => ({
        word,
        ...(startOffset !== undefined && { startOffset }),
        endOffset,
      })),
    },
  }
}

const spoken = answer(
  turn('Hello, world.', ['Hello,', undefined, '0.500s'], ['world.', '0.500s', '1.250s']),
  turn('Bye.', ['Bye.', '2s', '2.500s']),
)
const plan = { task: 'transcribe', granularities: { segments: true, words: true } } as const
const usage = {
  promptTokenCount: 40,
  candidatesTokenCount: 6,
  promptTokensDetails: [{ modality: 'AUDIO' as const, tokenCount: 32 }],
}
const format = (as: 'json' | 'text' | 'srt' | 'vtt' | 'verbose_json', changes: object = {}) =>
  formatTranscript(toTranscript(spoken), { ...plan, format: as, ...changes }, usage)

describe('a transcript', () => {
  it('of a chat model is its text, without thoughts', () => {
    const parts = [{ thought: true, text: 'Listening' }, { text: ' Hello ' }, { text: 'there.\n' }]
    expect(toTranscript(answer(...parts))).toEqual({ text: 'Hello there.', words: [] })
  })

  it('of silence is empty', () => {
    expect(toTranscript(answer())).toEqual({ text: '', words: [] })
    expect(toTranscript({})).toEqual({ text: '', words: [] })
  })

  it('has its turns and words in the order they were spoken', () => {
    const later = turn('second', ['second', '9.000s', '9.500s'])
    const earlier = turn('first', ['first', undefined, '0.500s'])
    expect(toTranscript(answer(later, earlier))).toEqual({
      text: 'first\nsecond',
      languageCode: 'en-US',
      words: [
        { word: 'first', start: 0, end: 0.5 },
        { word: 'second', start: 9, end: 9.5 },
      ],
    })
  })

  it('leaves out words whose time makes no sense', () => {
    const { words } = toTranscript(answer(turn('x', ['x', 'soon', '1s'], ['', '1s', '2s'])))
    expect(words).toEqual([])
  })
})

describe('segments', () => {
  const word = (text: string, start: number) => ({ word: text, start, end: start + 0.2 })

  it('end with a sentence, at a pause and after two lines', () => {
    const words = [
      word('One', 0),
      word('two.', 0.3),
      word('Three', 0.6),
      word('four', 3),
      ...Array.from({ length: 40 }, (_, at) => word('word', 3.3 + at * 0.3)),
    ]
    const segments = segmentsOf(words)
    expect(segments.slice(0, 2)).toEqual([
      { text: 'One two.', start: 0, end: 0.5 },
      { text: 'Three', start: 0.6, end: 0.8 },
    ])
    expect(segments.every(({ text }) => text.length <= 84)).toBe(true)
    expect(segments.map(({ text }) => text).join(' ')).toBe(words.map((w) => w.word).join(' '))
  })

  it('put no space where the script has none', () => {
    expect(segmentsOf([word('你好', 0), word('世界', 0.3), word('。', 0.6)])[0]?.text).toBe(
      '你好世界。',
    )
    expect(segmentsOf([word('你好', 0), word('Bob', 0.3)])[0]?.text).toBe('你好Bob')
  })

  it('of nothing are none', () => {
    expect(segmentsOf([])).toEqual([])
  })
})

describe('A7: a transcript as', () => {
  it('json has its text and what it cost', () => {
    expect(JSON.parse(format('json').body)).toEqual({
      text: 'Hello, world.\nBye.',
      usage: {
        type: 'tokens',
        input_tokens: 40,
        output_tokens: 6,
        total_tokens: 46,
        input_token_details: { audio_tokens: 32, text_tokens: 8 },
      },
    })
  })

  it('text is plain', () => {
    expect(format('text')).toEqual({
      contentType: 'text/plain; charset=utf-8',
      body: 'Hello, world.\nBye.\n',
    })
  })

  it('srt and vtt has numbered cues', () => {
    expect(format('srt').body).toBe(
      '1\n00:00:00,000 --> 00:00:01,250\nHello, world.\n\n2\n00:00:02,000 --> 00:00:02,500\nBye.\n',
    )
    expect(format('vtt')).toEqual({
      contentType: 'text/vtt; charset=utf-8',
      body: 'WEBVTT\n\n1\n00:00:00.000 --> 00:00:01.250\nHello, world.\n\n2\n00:00:02.000 --> 00:00:02.500\nBye.\n',
    })
  })

  it('srt counts past the hour', () => {
    const late = toTranscript(answer(turn('late', ['late', '3723.450s', '35999.999s'])))
    expect(formatTranscript(late, { ...plan, format: 'srt' }, {}).body).toContain(
      '01:02:03,450 --> 09:59:59,999',
    )
  })

  it('verbose_json has language, length, segments and words', () => {
    const verbose = JSON.parse(format('verbose_json', { seconds: 3 }).body)
    expect(verbose).toMatchObject({ task: 'transcribe', language: 'english', duration: 3 })
    expect(verbose.segments).toHaveLength(2)
    expect(verbose.segments[1]).toMatchObject({ id: 1, start: 2, end: 2.5, text: 'Bye.' })
    expect(verbose.words[0]).toEqual({ word: 'Hello,', start: 0, end: 0.5 })
  })

  it('verbose_json has only what was asked for, and a length of its own', () => {
    const granularities = { segments: false, words: true }
    const verbose = JSON.parse(format('verbose_json', { granularities }).body)
    expect(verbose.segments).toBeUndefined()
    expect(verbose.duration).toBe(2.5)
  })
})
