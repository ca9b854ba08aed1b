/** Thoughts between tags inside the content, as clients without a field for them show them (B1). */

export const OPENING_TAG = '<think>\n'
export const CLOSING_TAG = '\n</think>\n\n'

/**
 * An answer without the thoughts at its beginning: Google is not to take them for something that
 * was said. Other tags, and those further on, are the text's own.
 */
export function withoutThoughts(text: string): string {
  const start = text.trimStart()
  if (!start.startsWith('<think>')) return text
  const end = start.indexOf('</think>')
  return end === -1 ? text : start.slice(end + '</think>'.length).trimStart()
}

/** Text of an answer, told apart. */
export interface Parted {
  text: string
  thoughts: string
}

/**
 * Parts the pieces of a streamed answer into what was thought and what was said, wherever a tag is
 * cut. Only an answer that begins with our tag has others; what could become a tag is held back.
 */
export class ThoughtSplitter {
  #held = ''
  #isTagged: boolean | undefined
  #isThought = false

  /** Takes what came next; gives what is certain by now. */
  push(piece: string): Parted {
    this.#held += piece
    const parted: Parted = { text: '', thoughts: '' }
    const isTooShort = this.#held.length < OPENING_TAG.length && OPENING_TAG.startsWith(this.#held)
    if (this.#isTagged === undefined && isTooShort) return parted
    this.#isTagged ??= this.#held.startsWith(OPENING_TAG)
    if (!this.#isTagged) return this.end()
    let at = this.#held.indexOf(this.#tag())
    while (at !== -1) {
      const { length } = this.#tag()
      this.#move(at, parted)
      this.#held = this.#held.slice(length)
      this.#isThought = !this.#isThought
      at = this.#held.indexOf(this.#tag())
    }
    this.#move(this.#held.length - cutTagLength(this.#held, this.#tag()), parted)
    return parted
  }

  /** What was held back, once no more can come. */
  end(): Parted {
    const parted: Parted = { text: '', thoughts: '' }
    this.#move(this.#held.length, parted)
    return parted
  }

  /** The tag that ends what is being read. */
  #tag(): string {
    return this.#isThought ? CLOSING_TAG : OPENING_TAG
  }

  #move(length: number, parted: Parted): void {
    parted[this.#isThought ? 'thoughts' : 'text'] += this.#held.slice(0, length)
    this.#held = this.#held.slice(length)
  }
}

/** How many characters at the end could be the beginning of the tag. */
function cutTagLength(text: string, tag: string): number {
  const lengths = Array.from({ length: tag.length - 1 }, (_, at) => tag.length - 1 - at)
  return lengths.find((length) => text.endsWith(tag.slice(0, length))) ?? 0
}
