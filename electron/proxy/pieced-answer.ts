/** Reads the answer to a chat in all its pieces, whole or as it comes (conformance B2). */
import type { UpstreamAnswer } from '../gemini/client.ts'
import { continuationToken } from '../gemini/continuation.ts'
import type { GenerateContentResponse } from '../gemini/wire.ts'
import { type Arrivals, notYet } from '../shared/arrivals.ts'
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
export class StreamedPieces implements Arrivals<GenerateContentResponse[]> {
  readonly #signal: AbortSignal
  readonly #deliver: Deliver | undefined
  readonly #pieces: Pieces
  /** The piece that is being read; undefined behind the last one. */
  #chunks: Arrivals<GenerateContentResponse[]> | undefined
  /** What has to be done before there is more to take: an image is delivered, or a piece asked for. */
  #work: Promise<void> | undefined
  #hosted: GenerateContentResponse[] | undefined
  #failure: { reason: unknown } | undefined
  #isUnwanted = false

  /** @param deliver absent for models that draw nothing */
  constructor({ first, askOn }: PiecedAnswer, signal: AbortSignal, deliver: Deliver | undefined) {
    this.#signal = signal
    this.#deliver = deliver
    this.#pieces = new Pieces(askOn)
    this.#chunks = streamChunks(first, signal)
  }

  /** Throws as that of `streamChunks` does. */
  take(): GenerateContentResponse[] | typeof notYet | undefined {
    if (this.#work !== undefined) return notYet
    if (this.#failure !== undefined) throw this.#failure.reason
    const hosted = this.#hosted
    this.#hosted = undefined
    return hosted ?? this.#takeNext()
  }

  arrival(): Promise<void> {
    return this.#work ?? this.#chunks?.arrival() ?? Promise.resolve()
  }

  destroy(): void {
    this.#isUnwanted = true
    this.#chunks?.destroy()
    this.#chunks = undefined
  }

  #takeNext(): GenerateContentResponse[] | typeof notYet | undefined {
    const received = this.#chunks?.take()
    if (received === notYet) return notYet
    if (received !== undefined) {
      const chunks = this.#pieces.take(received)
      return this.#deliver === undefined ? chunks : this.#await(this.#host(chunks, this.#deliver))
    }
    if (this.#chunks !== undefined && this.#pieces.hasMore) return this.#await(this.#goOn())
    const end = this.#chunks === undefined ? [] : this.#pieces.end()
    this.#chunks = undefined
    return end.length > 0 ? end : undefined
  }

  async #host(chunks: GenerateContentResponse[], deliver: Deliver): Promise<void> {
    this.#hosted = await hostImages(chunks, deliver)
  }

  async #goOn(): Promise<void> {
    const answer = await this.#pieces.next()
    if (this.#isUnwanted) return answer?.body.destroy()
    if (answer === undefined) this.#hosted = this.#pieces.end()
    this.#chunks = answer && streamChunks(answer, this.#signal, this.#pieces.hasBegun)
  }

  #await(work: Promise<void>): typeof notYet {
    const fail = (reason: unknown) => {
      this.#failure = { reason }
    }
    this.#work = work.catch(fail).finally(() => {
      this.#work = undefined
    })
    return notYet
  }
}
