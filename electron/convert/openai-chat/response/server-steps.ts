/**
 * Steps of tools that Google ran itself on the way to a function call. OpenAI's clients have no place
 * for them, so they are kept here and sent back with the call (conformance A3, B5).
 */
import type { Part } from '../../../gemini/wire.ts'

/** Where a choice carries its steps. JSON leaves symbols out, so no client is sent them. */
export const serverSteps = Symbol('steps of tools that Google ran')

export interface ServerSteps {
  /** Id of the first function call of the answer, as the client was given it. */
  callId: string
  /** What stood in front of the calls and what behind the first of them. */
  before: Part[]
  after: Part[]
}

/** Whether a part is such a step. */
export const isServerStep = (part: Part): boolean =>
  part.toolCall !== undefined || part.toolResponse !== undefined

/** Gathers the steps of one candidate. */
export class ServerStepReader {
  readonly #before: Part[] = []
  readonly #after: Part[] = []

  /** Takes a part that is a step. */
  push(step: Part, comesAfterCall: boolean): void {
    const parts = comesAfterCall ? this.#after : this.#before
    parts.push(step)
  }

  /** The steps of an answer that calls a function; nothing where nobody will ask for them. */
  end(callId: string | undefined): ServerSteps | undefined {
    const count = this.#before.length + this.#after.length
    if (callId === undefined || count === 0) return undefined
    return { callId, before: this.#before, after: this.#after }
  }
}
