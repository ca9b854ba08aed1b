/** A checked chat request as the body Google takes: converted, its files fetched, mended when refused. */
import { aliasedModel } from '../convert/model-alias.ts'
import { parseModelName, type RequestedModel } from '../convert/model-name.ts'
import type { ChatRequest } from '../convert/openai-chat/request/chat-request.ts'
import type { FetchedFiles, FileLink } from '../convert/openai-chat/request/linked-files.ts'
import { repairRequest, type Repair } from '../convert/openai-chat/request/repair.ts'
import {
  type GeminiChatRequest,
  toGenerateContent,
} from '../convert/openai-chat/request/request.ts'
import { andThen, type AtOnce } from '../shared/at-once.ts'
import type { ProxyContext } from './context.ts'
import type { FailedAttempt } from './failover.ts'
import { excessMedia, withUploaded } from './large-media/upload-media.ts'
import { pinnedKey } from './resources/pinned-key.ts'
import { resourceNamed } from './resources/resource-names.ts'
import type { RequestTrace } from './trace.ts'

/** A request as it can be sent. */
interface Convertible {
  body: ChatRequest
  /** Those of its files that are here already, by their links. */
  files: FetchedFiles
  signal: AbortSignal
  trace: RequestTrace
}

/** What a request has become. */
export interface Converted {
  converted: GeminiChatRequest
  /** The key that made the files or the cache it uses, which alone can serve it. */
  onlyKeyId: string | undefined
}

const unfetchable = /cannot fetch content|failed to (fetch|download)|url_?retrieval/i

/** Converts a request, as often as there are more files to convert it with. */
export class ChatConversion {
  readonly target: RequestedModel
  readonly #context: ProxyContext
  readonly #body: ChatRequest
  readonly #signal: AbortSignal
  readonly #trace: RequestTrace
  #files: FetchedFiles

  constructor(context: ProxyContext, { body, files, signal, trace }: Convertible) {
    this.target = targetOf(context, body)
    this.#context = context
    this.#body = body
    this.#signal = signal
    this.#trace = trace
    this.#files = files
  }

  /**
   * Converts with all files that have to be downloaded first, and leaves at Google the media that
   * make the body too large. What is not to be waited for is there at once.
   * @throws InvalidRequest when the client is at fault; rejects with a Problem when a file cannot be
   *   had or left there, or with the signal's reason when the client left
   */
  complete(): AtOnce<Converted> {
    const draft = this.#convert()
    const whole = draft.missingFiles.length === 0 ? draft : this.#convertWith(draft.missingFiles)
    return andThen(whole, (converted) => this.#fitted(converted))
  }

  /** The body after a refusal: what Google could not fetch as data; else as its error asks for it. */
  async mended(
    { body, filesLeftToGoogle }: GeminiChatRequest,
    { google }: FailedAttempt,
  ): Promise<Repair | undefined> {
    if (google === undefined) return undefined
    const { error } = google
    if (filesLeftToGoogle.length === 0 || !unfetchable.test(error.message ?? '')) {
      return repairRequest(body, error)
    }
    const converted = await this.#convertWith(filesLeftToGoogle)
    return { body: converted.body, what: 'with linked files as data' }
  }

  #convert(): GeminiChatRequest {
    const { settings, nowMs, modelVersions, signatures } = this.#context
    const { codeExecutionEnabled, showThinkingProcess, safetyFilter } = settings()
    return toGenerateContent(this.#body, this.target, {
      codeExecutionEnabled,
      showThinkingProcess,
      safetyFilter,
      nowMs: nowMs(),
      servedBy: modelVersions.servedBy(this.target.model),
      recallSignature: (callId) => signatures.get(callId),
      fetchedFiles: this.#files,
    })
  }

  async #convertWith(links: readonly FileLink[]): Promise<GeminiChatRequest> {
    const files = await this.#context.remoteFiles.fetchAll(links, this.#signal)
    this.#files = new Map([...this.#files, ...files])
    return this.#convert()
  }

  #fitted(converted: GeminiChatRequest): AtOnce<Converted> {
    const onlyKeyId = ownerOfResources(this.#context, converted)
    const excess = excessMedia(this.#context, converted.body)
    return excess.length === 0
      ? { converted, onlyKeyId }
      : this.#upload(converted, onlyKeyId, excess)
  }

  async #upload(
    converted: GeminiChatRequest,
    owner: string | undefined,
    excess: ReturnType<typeof excessMedia>,
  ): Promise<Converted> {
    const { body, onlyKeyId } = await withUploaded(
      this.#context,
      {
        body: converted.body,
        model: this.target.model,
        onlyKeyId: owner,
        signal: this.#signal,
        trace: this.#trace,
      },
      excess,
    )
    return { converted: { ...converted, body }, onlyKeyId }
  }
}

/** The model behind the name that the client uses. */
function targetOf({ settings, models }: ProxyContext, { model }: ChatRequest): RequestedModel {
  return parseModelName(aliasedModel(model, settings().modelAliases), models.known())
}

/** The key that made files or the cache of a converted request, if one of ours did. */
function ownerOfResources(
  { resourceKeys, pool }: ProxyContext,
  { body: { contents, cachedContent } }: GeminiChatRequest,
): string | undefined {
  if (resourceKeys.isEmpty) return undefined
  const files = contents.flatMap(({ parts = [] }) =>
    parts.flatMap(({ fileData }) => fileData?.fileUri ?? []),
  )
  const used = cachedContent ? [...files, cachedContent] : files
  const names = used.flatMap((value) => resourceNamed(value) ?? [])
  return pinnedKey(names, resourceKeys, pool)
}
