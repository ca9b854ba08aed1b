/** Tags inside an image prompt: `{n:2} {ratio:16:9} a cat`. */
import { InvalidRequest } from '../invalid-request.ts'

export interface TaggedPrompt {
  /** The prompt without its tags. */
  text: string
  count: number | undefined
  ratio: string | undefined
}

const tag = /\{\s*(n|ratio)\s*:([^{}]*)\}/gi

const allowed: Readonly<Record<string, readonly string[]>> = {
  n: ['1', '2', '3', '4'],
  ratio: ['1:1', '3:4', '4:3', '9:16', '16:9'],
}

/**
 * Takes the tags out of a prompt, wherever they stand; of one that is there twice the last counts.
 * @throws InvalidRequest (param `prompt`) for a value that is not allowed, naming those that are, and
 *   for a prompt of nothing but tags
 */
export function readPromptTags(prompt: string): TaggedPrompt {
  const found = new Map<string, string>()
  const text = prompt
    .replace(tag, (_whole, name: string, given: string) => {
      found.set(name.toLowerCase(), checked(name.toLowerCase(), given.trim()))
      return ' '
    })
    .replace(/ {2,}/g, ' ')
    .trim()
  if (text === '') {
    throw new InvalidRequest('prompt must say what to draw', { param: 'prompt' })
  }
  const count = found.get('n')
  return { text, count: count === undefined ? undefined : Number(count), ratio: found.get('ratio') }
}

function checked(name: string, value: string): string {
  const values = allowed[name] ?? []
  if (values.includes(value)) return value
  const list = values.map((one) => `{${name}:${one}}`).join(', ')
  throw new InvalidRequest(`{${name}:${value}} in the prompt must be one of ${list}`, {
    param: 'prompt',
    code: 'invalid_value',
  })
}
