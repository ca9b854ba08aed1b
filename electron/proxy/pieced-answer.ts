/** Reads the answer to a chat in all its pieces, whole or as it comes (conformance B2). */
import type { UpstreamAnswer } from '../gemini/client.ts'
import { continuationToken } from '../gemini/continuation.ts'
import type { GenerateContentResponse } from '../gemini/wire.ts'
import { type AskOn, Pieces } from './continuation.ts'
import type { AtOnce } from '../shared/at-once.ts'
import type { Accepted } from './failover.ts'
import { type Deliver, hostImages } from './images/hosted-images.ts'
import { allChunks, streamChunks } from './stream-chunks.ts'
import { readWholeAnswer } from './whole-answer.ts'

/** The first piece, and the way to the others. */
export interface PiecedAnswer {
  first: UpstreamAnswer
  askOn: AskOn
}

/**
 * All pieces of an answer, at once where there is one and it is all there, as nearly always. Rejects
 * with the signal's reason when the call was aborted.
 * @param isStream whether Google sends each piece as a stream
 */
export function wholePieces(
  { first, askOn }: PiecedAnswer,
  signal: AbortSignal,
  isStream: boolean,
): AtOnce<Accepted<GenerateContentResponse[]>> {
  const read = (answer: UpstreamAnswer) =>
    isStream ? allChunks(answer, signal) : readWholeAnswer(answer, signal)
  const piece = read(first)
  const isAll =
    !(piece instanceof Promise) &&
    (piece.kind === 'rejected' || continuationToken(piece.value) === undefined)
  if (!isAll) return allPieces(new Pieces(askOn), piece, read)
  return piece.kind === 'rejected' ? piece : { kind: 'accepted', value: [piece.value] }
}

type Piece = Accepted<GenerateContentResponse | GenerateContentResponse[]>

async function allPieces(
  pieces: Pieces,
  first: AtOnce<Piece>,
  read: (answer: UpstreamAnswer) => AtOnce<Piece>,
): Promise<Accepted<GenerateContentResponse[]>> {
  const chunks: GenerateContentResponse[] = []
  for (let next: AtOnce<Piece> | undefined = first; next !== undefined;) {
    const piece: Piece = await next
    if (piece.kind === 'rejected') return piece
    const received = Array.isArray(piece.value) ? piece.value : [piece.value]
    chunks.push(...pieces.take(received))
    const answer = pieces.hasMore ? await pieces.next() : undefined
    next = answer && read(answer)
  }
  chunks.push(...pieces.end())
  return { kind: 'accepted', value: chunks }
}

/** The chunks of an answer as they come, those of all pieces; images are links by then. */
export class StreamedPieces implements AsyncIterator<GenerateContentResponse[], undefined> {
  readonly #signal: AbortSignal
  readonly #deliver: Deliver | undefined
  readonly #pieces: Pieces
  /** The piece that is being read; undefined behind the last one. */
  #chunks: ReturnType<typeof streamChunks> | undefined

  /** @param deliver absent for models that draw nothing */
  constructor({ first, askOn }: PiecedAnswer, signal: AbortSignal, deliver: Deliver | undefined) {
    this.#signal = signal
    this.#deliver = deliver
    this.#pieces = new Pieces(askOn)
    this.#chunks = streamChunks(first, signal)
  }

  /** Rejects as `streamChunks` does. */
  async next(): Promise<IteratorResult<GenerateContentResponse[], undefined>> {
    while (this.#chunks !== undefined) {
      const { value: received } = await this.#chunks.next()
      if (received !== undefined) {
        const chunks = this.#pieces.take(received)
        const value = this.#deliver === undefined ? chunks : await hostImages(chunks, this.#deliver)
        return { done: false, value }
      }
      const answer = await this.#pieces.next()
      this.#chunks = answer && streamChunks(answer, this.#signal, this.#pieces.hasBegun)
      const end = answer === undefined ? this.#pieces.end() : []
      if (end.length > 0) return { done: false, value: end }
    }
    return { done: true, value: undefined }
  }

  /** Gives up what has not been read yet. */
  async return(): Promise<IteratorResult<GenerateContentResponse[], undefined>> {
    await this.#chunks?.return()
    this.#chunks = undefined
    return { done: true, value: undefined }
  }
}
