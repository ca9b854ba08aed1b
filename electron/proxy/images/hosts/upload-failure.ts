/** What an answer of an image host that is no success means. Pure. */
import type { UploadFailure } from '../image-hosts.ts'
import type { HostAnswer, HostReply } from './upload-protocol.ts'

/** A failure, and whether the same upload may work in a moment. */
export interface JudgedFailure extends UploadFailure {
  isPassing: boolean
}

const aboutToken =
  /unauthori[sz]ed|(?:api|server)?\s*(?:key|token|auth\s?code).*(?:invalid|not correct|wrong|missing|required)|invalid\s+(?:\w+\s+){0,3}(?:key|token)/i
const aboutSize = /too (?:large|big)|exceeds?\b.*(?:size|limit)|file size/i
/** Long enough for a sentence, short enough for a page of HTML. */
const LONGEST_QUOTE_CHARACTERS = 200

/** Judges an answer without a usable address of the image. */
export function judgeAnswer(
  host: string,
  { status }: Pick<HostAnswer, 'status'>,
  { message }: HostReply,
): JudgedFailure {
  const said = quote(message)
  const failure = (reason: UploadFailure['reason'], what: string, isPassing = false) => ({
    reason,
    message: `${host} ${what}${said}`,
    isPassing,
  })
  if (status === 401 || status === 403 || (status < 500 && aboutToken.test(message ?? ''))) {
    return failure('token-refused', `does not accept the token (HTTP ${status}); set the right one`)
  }
  if (status === 413 || (status < 500 && aboutSize.test(message ?? ''))) {
    return failure('too-large', `does not take an image of this size (HTTP ${status})`)
  }
  if (status === 429) return failure('refused', 'takes no more images for now (HTTP 429)', true)
  if (status >= 500) return failure('unreachable', `is in trouble (HTTP ${status})`, true)
  if (status >= 300 && status < 400) {
    return failure('refused', `redirects (HTTP ${status}); set the address it redirects to`)
  }
  if (status >= 400) return failure('refused', `refused the image (HTTP ${status})`)
  return message === undefined
    ? failure('malformed-answer', `gave no address of the image (HTTP ${status})`)
    : failure('refused', 'did not take the image')
}

function quote(message: string | undefined): string {
  const text =
    message
      ?.replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim() ?? ''
  if (text === '') return ''
  const short =
    text.length > LONGEST_QUOTE_CHARACTERS ? `${text.slice(0, LONGEST_QUOTE_CHARACTERS)}…` : text
  return `: ${short}`
}
