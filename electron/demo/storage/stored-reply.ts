/** Which of a call's paths are about what keys have stored, and the reply to them. */
import type { GenerateContentRequest } from '../../gemini/wire.ts'
import type { Call } from '../decide.ts'
import type { GoogleFault } from '../google-fault.ts'
import type { Reply } from '../reply.ts'
import { cacheReply } from './cached-contents.ts'
import { fileReply } from './files.ts'
import { type DemoStorage, noSuchFile, owned } from './storage.ts'
import { uploadReply } from './uploads.ts'

type Answer = (call: Call, key: string, storage: DemoStorage) => Reply

const uploadPath = /^\/upload\/v1(?:beta|alpha)?\/files$/
const storedPath = /^\/v1(?:beta|alpha)?\/(files|cachedContents)(?:\/([\w-]+))?$/

/** Who answers a call about stored things; undefined for any other call. */
export function storedAnswer({ method, url: { pathname } }: Call): Answer | undefined {
  if (uploadPath.test(pathname)) {
    return method === 'POST' || method === 'PUT' ? uploadReply : undefined
  }
  const [, kind, id] = storedPath.exec(pathname) ?? []
  if (kind === undefined) return undefined
  const replyOf = kind === 'files' ? fileReply : cacheReply
  return (call, key, storage) => replyOf(call, key, storage, id)
}

const ownUri =
  /^(?:https:\/\/generativelanguage\.googleapis\.com\/v1(?:beta|alpha)?\/)?(files\/[\w-]+)$/

/** The refusal of a request that refers to a file which is not this key's, or not ready yet. */
export function fileFault(
  { contents }: GenerateContentRequest,
  key: string,
  { files }: DemoStorage,
): GoogleFault | undefined {
  for (const { fileData } of contents.flatMap(({ parts = [] }) => parts)) {
    const name = ownUri.exec(fileData?.fileUri ?? '')?.[1]
    if (name === undefined) continue
    const file = owned(files, name, key)
    if (file === undefined) return noSuchFile(name)
    if (file.state !== 'ACTIVE') {
      const message = `The File ${name.slice('files/'.length)} is not in an ACTIVE state and usage is not allowed.`
      return { httpStatus: 400, status: 'FAILED_PRECONDITION', message }
    }
  }
  return undefined
}
