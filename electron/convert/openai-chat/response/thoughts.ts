/** Thoughts as a client reads them (conformance B1). */
import { CLOSING_TAG, OPENING_TAG } from '../think-tags.ts'
import type { ChatAnswerOptions } from './answer-options.ts'
import type { ChatDelta } from './chat-chunk.ts'

type ThoughtOptions = Pick<ChatAnswerOptions, 'showThinkingProcess' | 'thinkingFormat'>

/** Writes the thoughts of one candidate; between tags, it knows which tag is still open. */
export class ThoughtWriter {
  readonly #options: ThoughtOptions
  #tagIsOpen = false

  constructor(options: ThoughtOptions) {
    this.#options = options
  }

  /** Takes the text of a thought part; gives the delta that shows it, if it is to be shown. */
  write(text: string | undefined): ChatDelta | undefined {
    if (!this.#options.showThinkingProcess || !text) return undefined
    if (this.#options.thinkingFormat === 'reasoning_content') return { reasoning_content: text }
    const opening = this.#tagIsOpen ? '' : OPENING_TAG
    this.#tagIsOpen = true
    return { content: opening + text }
  }

  /** What the content needs before anything that is no thought: the closing tag, or nothing. */
  close(): string {
    if (!this.#tagIsOpen) return ''
    this.#tagIsOpen = false
    return CLOSING_TAG
  }
}
