/** What a reader sees of one part of an answer. */
import type { Part } from '../../../gemini/wire.ts'
import { renderCodeExecutionResult, renderExecutableCode } from './code-execution.ts'
import { renderImage } from './images.ts'

/**
 * The text a part adds to the content, empty for parts a reader does not see: thoughts, function
 * calls, server-side tool steps, audio, and kinds that do not exist yet (conformance B5).
 */
export function toContent(part: Part): string {
  if (part.thought === true) return ''
  if (part.executableCode) return renderExecutableCode(part.executableCode)
  if (part.codeExecutionResult) return renderCodeExecutionResult(part.codeExecutionResult)
  if (part.inlineData) return renderImage(part.inlineData)
  return part.text ?? ''
}
