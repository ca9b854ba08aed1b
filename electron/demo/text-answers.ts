/** Answers in words: the plain one, and the summary of what functions returned. */
import { hasStepsLeft, shorten, type Ask, type Draft } from './ask.ts'
import { resultsOf } from './turn-rules.ts'

const longestQuote = 2000

/** A greeting that quotes the prompt and says that this is the demo; always possible. */
export function plainAnswer({ model, request, text, directives }: Ask): Draft {
  const { length } = directives
  if (length !== undefined) {
    const parts = Array.from({ length }, (_, at) => ({ text: `Piece ${at + 1} of ${length}. ` }))
    return { parts }
  }
  const instruction = request.systemInstruction?.parts?.map((part) => part.text ?? '').join(' ')
  const attachments = request.contents
    .filter(({ role }) => role !== 'model')
    .flatMap(({ parts = [] }) => parts.map((part) => part.inlineData ?? part.fileData))
    .flatMap((data) => (data === undefined ? [] : [data.mimeType ?? 'a link']))
  const sentences = [
    '你好 👋 ',
    `This is the built-in demo of Gemini Balance, playing ${model.id}. `,
    `You said: “${shorten(text, longestQuote)}”. `,
    ...(instruction ? [`My instructions are: “${shorten(instruction, longestQuote)}”. `] : []),
    ...(attachments.length > 0 ? [`You attached: ${attachments.join(', ')}. `] : []),
    'No key was used and nothing left this computer.',
  ]
  return { parts: sentences.map((sentence) => ({ text: sentence })) }
}

/** One line per result, when the conversation ends with the last results; undefined otherwise. */
export function resultsAnswer(ask: Ask): Draft | undefined {
  const results = resultsOf(ask.request.contents.at(-1))
  if (results.length === 0 || hasStepsLeft(ask)) return undefined
  const lines = results.map(({ functionResponse }) => ({
    text: `${functionResponse?.name ?? ''} → ${JSON.stringify(functionResponse?.response ?? {})}\n`,
  }))
  return { parts: [{ text: 'Here is what came back:\n' }, ...lines] }
}
