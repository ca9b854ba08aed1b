/** What the routes need, handed in by compose. */
import type { GeminiClient } from '../gemini/client.ts'
import type { ModelVersions } from '../gemini/model-versions.ts'
import type { KeyPool } from '../keys/pool.ts'
import type { RequestRecord } from '../shared/request-record.ts'
import type { Redactor } from '../shared/redact.ts'
import type { Settings } from '../shared/settings.ts'
import type { ImageDelivery } from './images/image-delivery.ts'
import type { ImageStore } from './images/image-store.ts'
import type { UploadedMedia } from './large-media/upload-media.ts'
import type { ModelList } from './model-list.ts'
import type { RemoteFiles } from './remote-files/remote-files.ts'
import type { ResourceKeys } from './resources/resource-keys.ts'
import type { SignatureCache } from './signatures/signature-cache.ts'
import type { UnknownParts } from './unknown-parts.ts'

export interface ProxyContext {
  /** The settings now; read anew for every request, so that changes apply at once. */
  settings(): Settings
  pool: KeyPool
  client: GeminiClient
  models: ModelList
  /** Downloads what clients link to and Google cannot fetch. */
  remoteFiles: RemoteFiles
  /** Images on this machine. */
  images: ImageStore
  /** Puts images where the settings say. */
  imageDelivery: ImageDelivery
  modelVersions: ModelVersions
  signatures: SignatureCache
  /** Kinds of parts that answers have held and nothing here can read. */
  unknownParts: UnknownParts
  /** Which key made what at Google. */
  resourceKeys: ResourceKeys
  /** Files that large chat requests have left at Google. */
  uploadedMedia: UploadedMedia
  redactor: Redactor
  version: string
  /** Takes note of a request that has ended. */
  record(record: RequestRecord): void
  /** What `/metrics` answers. */
  metrics(keys: { ready: number; total: number }): string
  nowMs(): number
  /** A random identifier with a prefix, such as `chatcmpl-…`. */
  newId(prefix: string): string
  /** Aborted when the service stops: open streams then end with an error event. */
  stopping: AbortSignal
}
