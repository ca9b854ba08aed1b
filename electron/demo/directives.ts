/**
 * What a person can write into a prompt to steer the demo. Directives may stand anywhere in the
 * last user text and are not quoted back.
 *
 * | directive         | effect                                                              |
 * |-------------------|---------------------------------------------------------------------|
 * | `[[length N]]`    | the answer is N chunks of text, at most 100 000                     |
 * | `[[thought]]`     | thoughts come first even if `includeThoughts` was not asked for      |
 * | `[[finish NAME]]` | the answer ends with this finishReason, `[[finish SAFETY]]`          |
 * | `[[steps N]]`     | functions are called in N steps, one after the other's results       |
 * | `[[silent]]`      | the candidate has no parts at all; goes well with `[[finish …]]`     |
 */
export interface Directives {
  length?: number
  steps?: number
  thought: boolean
  finish?: string
  silent: boolean
}

const pattern = /\[\[\s*(length|steps|thought|finish|silent)(?:\s+([A-Za-z0-9_]+))?\s*\]\]/gi
const longestAnswer = 100_000

/** Splits a user text into what it says and what it orders. */
export function readDirectives(text: string): { text: string; directives: Directives } {
  const directives: Directives = { thought: false, silent: false }
  const rest = text.replace(pattern, (_, name: string, value: string | undefined) => {
    switch (name.toLowerCase()) {
      case 'length':
        directives.length = Math.min(
          Math.max(1, Number.parseInt(value ?? '1', 10) || 1),
          longestAnswer,
        )
        break
      case 'steps':
        directives.steps = Math.max(1, Number.parseInt(value ?? '1', 10) || 1)
        break
      case 'finish':
        directives.finish = (value ?? 'STOP').toUpperCase()
        break
      case 'thought':
        directives.thought = true
        break
      default:
        directives.silent = true
    }
    return ''
  })
  return { text: rest.trim(), directives }
}
