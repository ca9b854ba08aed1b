/** Answers that use what Google runs itself: JSON mode, code execution, search. */
import type { GroundingMetadata, Part } from '../gemini/wire.ts'
import { numbersIn, shorten, splitText, type Ask, type Draft } from './ask.ts'
import { callId } from './fingerprint.ts'
import { sampleValue } from './sample-value.ts'
import { placesIn } from './call-answer.ts'

/** JSON that fits the schema, or `{"answer": …}` without one; undefined unless JSON was asked for. */
export function jsonAnswer({ request, text }: Ask): Draft | undefined {
  const { responseMimeType, responseJsonSchema, responseSchema } = request.generationConfig ?? {}
  if (responseMimeType !== 'application/json' && responseMimeType !== 'text/x.enum')
    return undefined
  const schema: unknown = responseJsonSchema ?? responseSchema
  const places = placesIn(text)
  const inspiration = { texts: places.length > 0 ? places : [text], numbers: numbersIn(text) }
  const value =
    schema === undefined
      ? { answer: `你好 👋 ${shorten(text, 500)}` }
      : sampleValue(schema, inspiration)
  const written =
    responseMimeType === 'text/x.enum' ? String(value) : JSON.stringify(value, null, 2)
  return { parts: splitText(written, 4) }
}

/** A small program and its output, when code execution is on and the prompt is about computing. */
export function codeAnswer({ model, request, text, seed }: Ask): Draft | undefined {
  const enabled = request.tools?.some((tool) => tool.codeExecution !== undefined)
  if (!enabled || !/\b(code|calculat|sum|comput)/i.test(text)) return undefined
  const numbers = numbersIn(text)
  const sum = numbers.reduce((total, number) => total + number, 0)
  const id = model.generation >= 3 ? { id: callId(seed, 0) } : {}
  const parts: Part[] = [
    {
      executableCode: { ...id, language: 'PYTHON', code: `print(sum([${numbers.join(', ')}]))\n` },
    },
    { codeExecutionResult: { ...id, outcome: 'OUTCOME_OK', output: `${sum}\n` } },
    { text: `The program printed ` },
    { text: `${sum}. 🧮` },
  ]
  return { parts, toolTokens: 64 }
}

const sources = [
  { title: 'example.com', page: 'overview' },
  { title: 'example.org', page: 'details' },
]

/** An answer with sources, when search is on; the offsets count UTF-8 bytes (conformance B5). */
export function searchAnswer({ request, text }: Ask): Draft | undefined {
  const enabled = request.tools?.some((tool) => tool.googleSearch ?? tool.googleSearchRetrieval)
  if (!enabled) return undefined
  const query = shorten(text, 120)
  const sentences = [
    `搜索结果 🔎 for “${query}”: `,
    'The first demo source tells it in short. ',
    'The second one — naïve but thorough — adds details. ',
    'Both pages are made up.',
  ]
  return {
    parts: sentences.map((sentence) => ({ text: sentence })),
    grounding: groundingOf(query, sentences),
    toolTokens: 119,
  }
}

function groundingOf(query: string, sentences: readonly string[]): GroundingMetadata {
  const byteOffset = (count: number) => Buffer.byteLength(sentences.slice(0, count).join(''))
  const supports = [
    { sentence: 0, chunks: [0] },
    { sentence: 1, chunks: [0] },
    { sentence: 2, chunks: [0, 1] },
  ]
  return {
    searchEntryPoint: {
      renderedContent: `<style>\n.chip { border-radius: 16px; }\n</style>\n<div class="container">\n  <a class="chip" href="https://www.google.com/search?q=${encodeURIComponent(query.toWellFormed())}">${escapeHtml(query)}</a>\n</div>\n`,
    },
    groundingChunks: sources.map(({ title, page }) => ({
      web: { uri: `https://${title}/gemini-balance-demo/${page}`, title },
    })),
    groundingSupports: supports.map(({ sentence, chunks }) => {
      const segmentText = (sentences[sentence] ?? '').trimEnd()
      const startIndex = byteOffset(sentence)
      return {
        segment: {
          // Google leaves a zero out, as proto3 JSON does.
          ...(startIndex === 0 ? {} : { startIndex }),
          endIndex: startIndex + Buffer.byteLength(segmentText),
          text: segmentText,
        },
        groundingChunkIndices: chunks,
      }
    }),
    webSearchQueries: [query],
  }
}

function escapeHtml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character)
}
