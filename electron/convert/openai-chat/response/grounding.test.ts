import { describe, expect, it } from 'vitest'
import type { GroundingMetadata } from '../../../gemini/wire.ts'
import { mergeGrounding, renderSources, toAnnotations } from './grounding.ts'
import type { TextSpan } from './text-spans.ts'

const web = (title: string) => ({ web: { uri: `https://${title}/`, title } })
const span = (text: string, start = 0): TextSpan => ({ kind: 'text', text, start })

const support = (
  segment:
    | { startIndex?: number; endIndex?: number; partIndex?: number; text?: string }
    | undefined,
  ...groundingChunkIndices: number[]
) => ({ ...(segment && { segment }), groundingChunkIndices })

function citedTexts(grounding: GroundingMetadata, spans: TextSpan[], content: string): string[] {
  return toAnnotations(grounding, undefined, spans).map(
    ({ url_citation: { start_index, end_index } }) => content.slice(start_index, end_index),
  )
}

describe('toAnnotations', () => {
  const content = '69°F 😀 today. Mild tomorrow.'
  const bytesOf = (text: string) => Buffer.byteLength(text)

  it('B5/E31: byte offsets become UTF-16 offsets', () => {
    const start = bytesOf('69°F 😀 today. ')
    const grounding = {
      groundingChunks: [web('a.example'), web('b.example')],
      groundingSupports: [
        support({ endIndex: bytesOf('69°F 😀 today.') }, 0),
        support({ startIndex: start, endIndex: bytesOf(content), text: 'Mild tomorrow.' }, 0, 1),
      ],
    }
    expect(citedTexts(grounding, [span(content)], content)).toEqual([
      '69°F 😀 today.',
      'Mild tomorrow.',
      'Mild tomorrow.',
    ])
    expect(toAnnotations(grounding, undefined, [span(content)])[0]).toEqual({
      type: 'url_citation',
      url_citation: {
        url: 'https://a.example/',
        title: 'a.example',
        start_index: 0,
        end_index: 14,
      },
    })
  })

  it('B5: a byte order mark counts like any other character', () => {
    const marked = '\uFEFFMild tomorrow.'
    const grounding = {
      groundingChunks: [web('a.example')],
      groundingSupports: [support({ startIndex: 3, endIndex: 7 }, 0)],
    }
    expect(citedTexts(grounding, [span(marked)], marked)).toEqual(['Mild'])
  })

  it('B5: offsets count from the part they name, wherever it stands in the content', () => {
    const spans: TextSpan[] = [
      { kind: 'thought', text: '', start: 0 },
      span('Before. '),
      { kind: 'other', text: '', start: 8 },
      span('After.', 20),
    ]
    const grounding = {
      groundingChunks: [web('a.example')],
      groundingSupports: [support({ partIndex: 3, startIndex: 0, endIndex: 5 }, 0)],
    }
    const [annotation] = toAnnotations(grounding, undefined, spans)
    expect(annotation?.url_citation).toMatchObject({ start_index: 20, end_index: 25 })
  })

  it('B5: offsets that miss the quoted text are corrected by looking for it', () => {
    const grounding = {
      groundingChunks: [web('a.example')],
      groundingSupports: [support({ startIndex: 2, endIndex: 9, text: 'Mild tomorrow.' }, 0)],
    }
    expect(citedTexts(grounding, [span(content)], content)).toEqual(['Mild tomorrow.'])
  })

  it('E31: a support without a segment, or sources without supports, stand for the whole', () => {
    const groundingChunks = [web('a.example')]
    const segmentless = { groundingChunks, groundingSupports: [support(undefined, 0)] }
    expect(citedTexts(segmentless, [span(content)], content)).toEqual([content])
    expect(citedTexts({ groundingChunks }, [span(content)], content)).toEqual([content])
  })

  it('B5: maps, documents and images are sources too; an index out of range is not', () => {
    const grounding: GroundingMetadata = {
      groundingChunks: [
        { maps: { uri: 'https://maps.example', title: 'Cafe' } },
        { retrievedContext: { uri: 'https://doc.example', title: 'Doc' } },
        { image: { sourceUri: 'https://pic.example' } },
        {},
      ],
      groundingSupports: [support({ endIndex: 1 }, 0, 1, 2, 3, 9)],
    }
    const urls = toAnnotations(grounding, undefined, [span('text')]).map(({ url_citation }) => [
      url_citation.url,
      url_citation.title,
    ])
    expect(urls).toEqual([
      ['https://maps.example', 'Cafe'],
      ['https://doc.example', 'Doc'],
      ['https://pic.example', 'https://pic.example'],
    ])
  })

  it('B5: a page the model read is cited, one it could not read is not', () => {
    const urlMetadata = [
      { retrievedUrl: 'https://read.example', urlRetrievalStatus: 'URL_RETRIEVAL_STATUS_SUCCESS' },
      { retrievedUrl: 'https://paid.example', urlRetrievalStatus: 'URL_RETRIEVAL_STATUS_PAYWALL' },
    ] as const
    const annotations = toAnnotations({}, { urlMetadata: [...urlMetadata] }, [span('text')])
    expect(annotations.map(({ url_citation }) => url_citation.url)).toEqual([
      'https://read.example',
    ])
  })
})

describe('mergeGrounding', () => {
  it('B5: an empty object or list does not wipe what came before', () => {
    const known = { groundingChunks: [web('a.example')], webSearchQueries: ['q'] }
    expect(mergeGrounding(known, {})).toEqual(known)
    expect(mergeGrounding(known, { groundingChunks: [] })).toEqual(known)
    expect(mergeGrounding(known, undefined)).toEqual(known)
    expect(mergeGrounding(known, { webSearchQueries: ['r'] }).webSearchQueries).toEqual(['r'])
  })
})

describe('renderSources', () => {
  it('lists every web page as a link that Markdown cannot misread', () => {
    const groundingChunks = [
      { web: { uri: 'https://a.example/x y(1)', title: 'A [draft]\nnote' } },
      { maps: { uri: 'https://maps.example', title: 'Cafe' } },
      { web: { uri: 'https://b.example' } },
    ]
    expect(renderSources({ groundingChunks })).toBe(
      '\n\n---\n**Sources**\n- [A \\[draft\\] note](https://a.example/x%20y%281%29)\n- [https://b.example](https://b.example)',
    )
  })

  it('is nothing without web pages', () => {
    expect(renderSources({ groundingChunks: [{ maps: { uri: 'https://maps.example' } }] })).toBe('')
    expect(renderSources({})).toBe('')
  })
})
