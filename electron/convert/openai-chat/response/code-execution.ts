/** Google's own code execution, shown as fenced blocks (conformance B5). */
import type { Part } from '../../../gemini/wire.ts'

type ExecutableCode = NonNullable<Part['executableCode']>
type CodeExecutionResult = NonNullable<Part['codeExecutionResult']>

/** A fence longer than any run of backticks in the body, so that the body cannot close it. */
function fencedBlock(language: string, body: string): string {
  const longestRun = Math.max(0, ...(body.match(/`+/g) ?? []).map((run) => run.length))
  const fence = '`'.repeat(Math.max(3, longestRun + 1))
  return `\n${fence}${language}\n${body.replace(/\n$/, '')}\n${fence}\n`
}

/** The program the model wrote, as a block in its language. */
export function renderExecutableCode({ language, code }: ExecutableCode): string {
  const known = language !== undefined && language !== 'LANGUAGE_UNSPECIFIED'
  return fencedBlock(known ? language.toLowerCase() : '', code ?? '')
}

/** What the program printed, with a first line of its own when it failed or ran out of time. */
export function renderCodeExecutionResult({ outcome, output }: CodeExecutionResult): string {
  const failed = outcome === 'OUTCOME_FAILED' || outcome === 'OUTCOME_DEADLINE_EXCEEDED'
  const heading = failed ? [outcome.replace('OUTCOME_', '').replaceAll('_', ' ').toLowerCase()] : []
  return fencedBlock('output', [...heading, output ?? ''].join('\n'))
}
