/** What a reader sees of one part of an answer. */
import type { Part } from '../../../gemini/wire.ts'
import type { ChatAnswerOptions } from './answer-options.ts'
import { renderCodeExecutionResult, renderExecutableCode } from './code-execution.ts'
import type { ChatImage } from './chat-chunk.ts'
import { imageUrl } from './images.ts'

/** Text for the content, or a picture to stand beside it. */
export interface VisiblePart {
  content: string
  images: ChatImage[]
}

/**
 * What a part adds to the answer, nothing for parts a reader does not see: thoughts, function
 * calls, server-side tool steps, sound, and kinds that do not exist yet (conformance B5).
 */
export function toVisible(part: Part, imageFormat: ChatAnswerOptions['imageFormat']): VisiblePart {
  const url = imageUrl(part)
  if (url !== undefined && imageFormat === 'image-list') {
    return { content: '', images: [{ type: 'image_url', image_url: { url } }] }
  }
  return { content: url === undefined ? textOf(part) : `![image](${url})`, images: [] }
}

function textOf(part: Part): string {
  if (part.executableCode) return renderExecutableCode(part.executableCode)
  if (part.codeExecutionResult) return renderCodeExecutionResult(part.codeExecutionResult)
  return part.inlineData || part.fileData ? '' : (part.text ?? '')
}
