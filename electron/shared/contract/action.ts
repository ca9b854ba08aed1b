/** The form of every call between the interface (window or web console) and the service. */
import type { z } from 'zod'

/** One call: the shape of what it takes, checked when it arrives, and the type of what it gives. */
export interface Action<Input extends z.ZodType = z.ZodType, Output = unknown> {
  readonly input: Input
  /** Never there at run time; carries the type of the outcome. */
  readonly output?: Output
}

/** Declares a call: `takes(z.object({ … })).gives<KeyStatus[]>()`. */
export function takes<Input extends z.ZodType>(input: Input) {
  return { gives: <Output>(): Action<Input, Output> => ({ input }) }
}
