/**
 * Text out of the token ids of OpenAI's embedding models: some clients, LangChain for Python among
 * them, cut and encode a text before they send it (conformance A7).
 */
import ranks from 'js-tiktoken/ranks/cl100k_base'

/** The bytes of each token in base64; as text they take a tenth of what a tokenizer makes of them. */
const pieces: string[] = []
for (const line of ranks.bpe_ranks.split('\n')) {
  const [, offset, ...tokens] = line.split(' ')
  for (const [at, token] of tokens.entries()) pieces[Number(offset) + at] = token
}

/** The text of cl100k tokens; undefined when one of them is none. */
export function decodeTokens(tokens: readonly number[]): string | undefined {
  const bytes = tokens.map((token) => pieces[token])
  if (!bytes.every((piece) => piece !== undefined)) return undefined
  return Buffer.concat(bytes.map((piece) => Buffer.from(piece, 'base64'))).toString('utf8')
}
