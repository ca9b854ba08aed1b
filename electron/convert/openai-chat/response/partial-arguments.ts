/** Function arguments that arrive piece by piece (conformance B3 rule 7). */
import type { PartialArg } from '../../../gemini/wire.ts'

/** Arguments under construction. Objects have no prototype, so that any key is a plain key. */
export type PartialArguments = Record<string, unknown>

/** Starts a set of arguments that no piece has reached yet. */
export function emptyArguments(): PartialArguments {
  return Object.create(null) as PartialArguments
}

const pathStep = /\.([^.[\]]+)|\[(\d+)\]|\['([^']*)'\]|\["([^"]*)"\]/g

/** The steps of a path such as `$.recipe.steps[0]`; a number is a place in a list. */
function toSteps(jsonPath: string): (string | number)[] {
  return [...jsonPath.matchAll(pathStep)].map(([, name, index, single, double]) =>
    index === undefined ? (name ?? single ?? double ?? '') : Number(index),
  )
}

function pieceValue(piece: PartialArg, before: unknown): unknown {
  if (piece.stringValue !== undefined) {
    return (typeof before === 'string' ? before : '') + piece.stringValue
  }
  return piece.numberValue ?? piece.boolValue ?? null
}

/** A list as long as a stray index says would cost all memory when it is written out. */
const longestList = 100_000

/**
 * Puts one piece where its path says, making the objects and lists on the way. Text for a place
 * that already has text continues it. A piece for a place no list reaches is left out.
 */
export function addPartialArg(root: PartialArguments, piece: PartialArg): void {
  const steps = toSteps(piece.jsonPath ?? '')
  if (steps.some((step) => typeof step === 'number' && step >= longestList)) return
  const last = steps.pop()
  if (last === undefined) return
  let place: Record<string | number, unknown> = root
  for (const [position, step] of steps.entries()) {
    const inside = Object.hasOwn(place, step) ? place[step] : undefined
    const holdsList = typeof (steps[position + 1] ?? last) === 'number'
    const fits =
      typeof inside === 'object' && inside !== null && Array.isArray(inside) === holdsList
    const next = fits ? inside : holdsList ? [] : emptyArguments()
    place[step] = next
    place = next as Record<string | number, unknown>
  }
  place[last] = pieceValue(piece, place[last])
}
