/** Sources of a grounded answer as OpenAI annotations and as a list to read (conformance B5). */
import type { GroundingMetadata, UrlContextMetadata } from '../../../gemini/wire.ts'
import type { Annotation } from './chat-chunk.ts'
import type { TextSpan } from './text-spans.ts'

type GroundingChunk = NonNullable<GroundingMetadata['groundingChunks']>[number]
type Segment = NonNullable<NonNullable<GroundingMetadata['groundingSupports']>[number]['segment']>
type Range = { start: number; end: number }

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/**
 * Folds the grounding of a later chunk into what is known. It may come early and empty, so a field
 * replaces the known one only when it holds something.
 */
export function mergeGrounding(
  known: GroundingMetadata,
  later: GroundingMetadata | undefined,
): GroundingMetadata {
  if (later === undefined) return known
  const filled = Object.entries(later).filter(
    ([, value]) => value !== null && !(Array.isArray(value) && value.length === 0),
  )
  return { ...known, ...Object.fromEntries(filled) }
}

function sourceOf(chunk: GroundingChunk): { url: string; title: string } | undefined {
  const { web, image, maps, retrievedContext } = chunk
  const found = web ?? maps ?? retrievedContext ?? image
  const url = web?.uri ?? maps?.uri ?? retrievedContext?.uri ?? image?.sourceUri
  return url === undefined ? undefined : { url, title: found?.title ?? url }
}

/** The UTF-16 range of a segment given in UTF-8 bytes, if it agrees with the text it quotes. */
function byteRange(text: string, segment: Segment): Range | undefined {
  const bytes = encoder.encode(text)
  if ((segment.endIndex ?? 0) > bytes.length) return undefined
  const start = decoder.decode(bytes.subarray(0, segment.startIndex ?? 0)).length
  const end = decoder.decode(bytes.subarray(0, segment.endIndex ?? bytes.length)).length
  const agrees = segment.text === undefined || text.slice(start, end) === segment.text
  return agrees ? { start, end } : undefined
}

/**
 * Where a segment lies in the content: by its byte offsets in the part it names, else wherever the
 * text it quotes is found, else the whole answer.
 */
export function locate(segment: Segment | undefined, spans: TextSpan[], whole: Range): Range {
  if (segment === undefined) return whole
  const texts = spans.filter((span) => span.kind === 'text')
  const named = spans[segment.partIndex ?? 0]
  const home = named?.kind === 'text' ? named : texts[0]
  const ordered = home === undefined ? texts : [home, ...texts.filter((span) => span !== home)]
  for (const span of ordered) {
    const range = byteRange(span.text, segment)
    if (range) return { start: span.start + range.start, end: span.start + range.end }
  }
  const quoted = segment.text
  if (quoted === undefined) return whole
  for (const span of ordered) {
    const found = span.text.indexOf(quoted)
    if (found !== -1) return { start: span.start + found, end: span.start + found + quoted.length }
  }
  return whole
}

/** A source as OpenAI cites it. */
export function toAnnotation(source: { url: string; title: string }, range: Range): Annotation {
  const { start, end } = range
  return { type: 'url_citation', url_citation: { ...source, start_index: start, end_index: end } }
}

/** From the beginning of the first text of an answer to the end of its last. */
export function wholeText(spans: TextSpan[]): Range {
  const texts = spans.filter((span) => span.kind === 'text')
  const first = texts[0]?.start ?? 0
  return {
    start: first,
    end: texts.reduce((_, { start, text }) => start + text.length, first),
  }
}

/**
 * One annotation per claim and source, with offsets in UTF-16 units of the content. Sources that no
 * claim names, when there are no claims at all, and pages read by URL stand for the whole answer.
 */
export function toAnnotations(
  grounding: GroundingMetadata,
  urlContext: UrlContextMetadata | undefined,
  spans: TextSpan[],
): Annotation[] {
  if (grounding.groundingChunks === undefined && urlContext === undefined) return []
  const whole = wholeText(spans)
  const sources = (grounding.groundingChunks ?? []).map(sourceOf)
  const supports = grounding.groundingSupports ?? [{ groundingChunkIndices: [...sources.keys()] }]
  const cited = supports.flatMap(({ segment, groundingChunkIndices = [] }) => {
    const range = locate(segment, spans, whole)
    return groundingChunkIndices.flatMap((index) => {
      const source = sources[index]
      return source === undefined ? [] : [toAnnotation(source, range)]
    })
  })
  const read = (urlContext?.urlMetadata ?? []).flatMap(({ retrievedUrl, urlRetrievalStatus }) =>
    retrievedUrl !== undefined && urlRetrievalStatus === 'URL_RETRIEVAL_STATUS_SUCCESS'
      ? [toAnnotation({ url: retrievedUrl, title: retrievedUrl }, whole)]
      : [],
  )
  return [...cited, ...read]
}

const escapeTitle = (title: string): string =>
  title.replace(/\s+/g, ' ').replace(/[[\]\\]/g, (character) => `\\${character}`)

/** Characters that would end a Markdown link, percent-encoded. */
const escapeUrl = (url: string): string =>
  url.replace(
    /[\s()<>]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  )

/** A Markdown list of the web pages an answer rests on, to follow its text; '' when there are none. */
export function renderSources(grounding: GroundingMetadata): string {
  if (grounding.groundingChunks === undefined) return ''
  const bullets = grounding.groundingChunks.flatMap(({ web }) =>
    web?.uri === undefined
      ? []
      : [`- [${escapeTitle(web.title ?? web.uri)}](${escapeUrl(web.uri)})`],
  )
  return bullets.length === 0 ? '' : `\n\n---\n**Sources**\n${bullets.join('\n')}`
}
