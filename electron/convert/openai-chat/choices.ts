/**
 * Several answers as the choices of one: `n` is asked of Google in as many calls, because current
 * models give one candidate each (conformance A3).
 */
import type { ChatChunk, ChatCompletion, ChatUsage } from './response/chat-chunk.ts'

/** Every count added up, details too: each call is billed whole. */
export function sumUsage(usages: readonly ChatUsage[]): ChatUsage | undefined {
  const [first, ...others] = usages
  return first && others.reduce(addCounts<ChatUsage>, first)
}

function addCounts<Counts extends object>(one: Counts, other: Counts): Counts {
  const others: ReadonlyMap<string, unknown> = new Map(Object.entries(other))
  const entries = Object.entries(one).map(([name, count]: [string, unknown]) => {
    const added = others.get(name)
    if (typeof count === 'number') return [name, count + (typeof added === 'number' ? added : 0)]
    const isPair = typeof count === 'object' && count !== null && typeof added === 'object'
    return [name, isPair && added !== null ? addCounts(count, added) : count]
  })
  return Object.fromEntries(entries) as Counts
}

/** Whole answers as one, with the head of the first. Takes one at least. */
export function joinCompletions(answers: readonly ChatCompletion[]): ChatCompletion {
  return answers.reduce((joined, { choices, usage }) => {
    const index = joined.choices.length
    return {
      ...joined,
      choices: [...joined.choices, ...choices.slice(0, 1).map((choice) => ({ ...choice, index }))],
      usage: addCounts(joined.usage, usage),
    }
  })
}

/** A chunk of one of several streams as a chunk of the stream they share. */
export function asChoice(
  chunk: ChatChunk,
  index: number,
  { id, created, system_fingerprint: fingerprint }: ChatChunk,
): ChatChunk {
  return {
    ...chunk,
    id,
    created,
    ...(fingerprint !== undefined && { system_fingerprint: fingerprint }),
    choices: chunk.choices.map((choice) => ({ ...choice, index })),
  }
}
