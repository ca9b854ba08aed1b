/** Starts the mock upstream. */
import { answers, writeAnswers } from './answers.ts'
import { commandOf } from './native.ts'
import { type Program, start } from './processes.ts'

/**
 * Google as the bench plays it.
 * @param isNative false takes the one that runs on Node
 */
export function startUpstream(isNative?: boolean): Promise<Program> {
  return start('other', commandOf('mock-upstream', isNative), { input: writeAnswers(answers) })
}

/** Where a program of this machine is. */
export const addressOf = ({ port }: Program): string => `http://127.0.0.1:${port}`
