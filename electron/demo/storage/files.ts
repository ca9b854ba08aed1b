/** `/v1beta/files`: list, get and delete what a key has uploaded. */
import { createHash } from 'node:crypto'
import type { Call } from '../decide.ts'
import { invalidArgument, notFound } from '../google-fault.ts'
import type { JsonObject } from '../google-json.ts'
import { faultReply, jsonReply, type Reply } from '../reply.ts'
import { type DemoStorage, noSuchFile, owned, pageOf, type StoredFile } from './storage.ts'

const LIFE_MS = 48 * 60 * 60 * 1000

/** @param id what stands behind `files/`; undefined for the list */
export function fileReply(
  { method, url }: Call,
  key: string,
  { files }: DemoStorage,
  id: string | undefined,
): Reply {
  if (id === undefined) {
    if (method !== 'GET') return faultReply(notFound('Method not found.'), 'json')
    const own = [...files.values()].filter(({ owner }) => owner === key)
    const list = pageOf(own, url)
    if (list === undefined)
      return faultReply(invalidArgument('Invalid page size or page token.'), 'json')
    const { page, ...next } = list
    return jsonReply({ ...(page.length > 0 && { files: page.map(describeFile) }), ...next })
  }
  const name = `files/${id}`
  const file = owned(files, name, key)
  if (file === undefined) return faultReply(noSuchFile(name), 'json')
  if (method === 'DELETE') {
    files.delete(name)
    return jsonReply({})
  }
  const before = describeFile(file)
  file.state = 'ACTIVE'
  return jsonReply(before)
}

/** A file as Google describes it; its address is always Google's own. */
export function describeFile(file: StoredFile): JsonObject {
  const { name, displayName, mimeType, bytes, createdAtMs, state } = file
  const time = new Date(createdAtMs).toISOString()
  const hash = createHash('sha256').update(bytes).digest('hex')
  return {
    name,
    ...(displayName !== undefined && { displayName }),
    mimeType,
    sizeBytes: String(bytes.length),
    createTime: time,
    updateTime: time,
    expirationTime: new Date(createdAtMs + LIFE_MS).toISOString(),
    sha256Hash: Buffer.from(hash).toString('base64'),
    uri: `https://generativelanguage.googleapis.com/v1beta/${name}`,
    state,
    source: 'UPLOADED',
  }
}
