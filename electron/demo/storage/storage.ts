/** What keys have stored at a demo: files, uploads under way, caches. In memory, each with its owner. */
import type { Content } from '../../gemini/wire.ts'
import type { GoogleFault } from '../google-fault.ts'

export interface StoredFile {
  owner: string
  /** `files/<id>`. */
  name: string
  displayName: string | undefined
  mimeType: string
  bytes: Buffer
  createdAtMs: number
  /** A video is looked at first; it is ready when somebody has asked for it once. */
  state: 'PROCESSING' | 'ACTIVE'
}

export interface Upload {
  owner: string
  /** Wanted name; one is made up where it is missing. */
  name: string | undefined
  displayName: string | undefined
  mimeType: string
  pieces: Buffer[]
  receivedBytes: number
}

export interface StoredCache {
  owner: string
  /** `cachedContents/<id>`. */
  name: string
  displayName: string | undefined
  /** Id without `models/`. */
  model: string
  contents: Content[]
  tokens: number
  createdAtMs: number
  expiresAtMs: number
}

export interface DemoStorage {
  files: Map<string, StoredFile>
  uploads: Map<string, Upload>
  caches: Map<string, StoredCache>
  nowMs(): number
}

/** Starts empty. */
export function createStorage(nowMs: () => number = Date.now): DemoStorage {
  return { files: new Map(), uploads: new Map(), caches: new Map(), nowMs }
}

/** What is stored under a name, for its owner; to anybody else it does not exist (conformance D4). */
export function owned<T extends { owner: string }>(
  stored: ReadonlyMap<string, T>,
  name: string,
  key: string,
): T | undefined {
  const found = stored.get(name)
  return found?.owner === key ? found : undefined
}

/** The 403 for a file that is missing or somebody else's; Google does not say which. */
export function noSuchFile(name: string): GoogleFault {
  const id = name.replace(/^files\//, '')
  const message = `You do not have permission to access the File ${id} or it may not exist.`
  return { httpStatus: 403, status: 'PERMISSION_DENIED', message }
}

/** The same for a cache. */
export function noSuchCache(): GoogleFault {
  const message = 'CachedContent not found (or permission denied)'
  return { httpStatus: 403, status: 'PERMISSION_DENIED', message }
}

/** One page of a list and where the next begins; undefined for a size or token that is none. */
export function pageOf<T>(
  all: readonly T[],
  { searchParams }: URL,
): { page: T[]; nextPageToken?: string } | undefined {
  const size = Number(searchParams.get('pageSize') ?? 10)
  const from = Number(searchParams.get('pageToken') ?? 0)
  if (!Number.isInteger(size) || size < 1 || !Number.isInteger(from) || from < 0) return undefined
  const page = all.slice(from, from + size)
  const next = from + size
  return next < all.length ? { page, nextPageToken: String(next) } : { page }
}
