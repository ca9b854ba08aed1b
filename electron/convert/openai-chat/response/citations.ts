/** Sources that an answer repeats word for word, as OpenAI annotations (conformance B5). */
import type { Citation, CitationMetadata } from '../../../gemini/wire.ts'
import type { Annotation } from './chat-chunk.ts'
import { locate, toAnnotation, wholeText } from './grounding.ts'
import type { TextSpan } from './text-spans.ts'

/** Adds what a chunk cites; a stream may say the same again. */
export function mergeCitations(
  known: readonly Citation[],
  later: CitationMetadata | undefined,
): readonly Citation[] {
  const told = [...(later?.citationSources ?? []), ...(later?.citations ?? [])]
  const isNew = (one: Citation): boolean =>
    !known.some(({ uri, startIndex }) => uri === one.uri && startIndex === one.startIndex)
  const added = told.filter(isNew)
  return added.length === 0 ? known : [...known, ...added]
}

/** One annotation per cited address; Google cites some texts by their licence alone. */
export function citationAnnotations(
  citations: readonly Citation[],
  spans: TextSpan[],
): Annotation[] {
  if (citations.length === 0) return []
  const whole = wholeText(spans)
  return citations.flatMap(({ uri, title, startIndex, endIndex }) => {
    if (uri === undefined) return []
    const segment = { startIndex: startIndex ?? 0, ...(endIndex !== undefined && { endIndex }) }
    return [toAnnotation({ url: uri, title: title ?? uri }, locate(segment, spans, whole))]
  })
}
