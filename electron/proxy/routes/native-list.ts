/**
 * Lists of what keys have stored at Google. Each key has a list of its own; a client sees one, page
 * by page, key after key.
 */
import type { UpstreamAnswer } from '../../gemini/client.ts'
import { classifyEmpty, classifyFailure } from '../../gemini/error.ts'
import { readWhole } from '../../gemini/read-body.ts'
import { answerSignal } from '../answer-signal.ts'
import type { ProxyContext } from '../context.ts'
import { type RouteReply, type RouteRequest, sendJson } from '../exchange.ts'
import { type Accepted, callWithFailover, rejected } from '../failover.ts'
import { problemOf } from '../failure-problem.ts'
import { forwardedHeaders, type NativeTarget } from '../native-call.ts'
import { type PagePlace, pageToken, placeOf } from '../resources/page-token.ts'
import { isInUse } from '../resources/pinned-key.ts'
import { servedBy } from '../served-by.ts'

type Page = { nextPageToken?: string } & Record<string, unknown>

interface Listing {
  collection: string
  target: NativeTarget
}

/**
 * Answers with one page of a collection such as `files`, from the keys that have made something of
 * it here. False where none has: then any key's list is as good.
 */
export async function nativeList(
  context: ProxyContext,
  request: RouteRequest,
  reply: RouteReply,
  { collection, target }: Listing,
): Promise<boolean> {
  const { resourceKeys, pool } = context
  const makers = resourceKeys.makersIn(collection).filter((keyId) => isInUse(pool, keyId))
  const asked = new URLSearchParams(target.query)
  const signal = answerSignal(reply, context.stopping)
  const pageAt = ({ keyId, token }: PagePlace, query: URLSearchParams) => {
    if (token === '') query.delete('pageToken')
    else query.set('pageToken', token)
    return pageFrom(context, request, { path: `${target.path}?${query.toString()}`, keyId, signal })
  }
  const place =
    placeOf(asked.get('pageToken') ?? '') ?? (await firstFilled(makers, collection, pageAt))
  if (place === undefined) return false
  const { page, lease } = await pageAt(place, asked)
  const { nextPageToken: token = '', ...rest } = page
  const others = makers.includes(place.keyId) ? makers.slice(makers.indexOf(place.keyId) + 1) : []
  const next =
    token === '' ? await firstFilled(others, collection, pageAt) : { keyId: place.keyId, token }
  servedBy(reply, lease)
  const own = next === undefined ? rest : { ...rest, nextPageToken: pageToken(next) }
  sendJson(reply, `${JSON.stringify(own, null, 2)}\n`)
  return true
}

/** The beginning of the first list with anything in it: clients take an empty page for the end. */
async function firstFilled(
  keyIds: readonly string[],
  collection: string,
  pageAt: (place: PagePlace, query: URLSearchParams) => Promise<{ page: Page }>,
): Promise<PagePlace | undefined> {
  for (const keyId of keyIds) {
    const place = { keyId, token: '' }
    const { page } = await pageAt(place, new URLSearchParams({ pageSize: '1' }))
    if (page[collection] !== undefined) return place
  }
  return undefined
}

async function pageFrom(
  context: ProxyContext,
  { headers, trace }: RouteRequest,
  { path, keyId, signal }: { path: string; keyId: string; signal: AbortSignal },
) {
  const result = await callWithFailover<Page>(context, {
    call: { method: 'GET', path, headers: forwardedHeaders(headers) },
    model: undefined,
    onlyKeyId: keyId,
    repeatable: true,
    signal,
    trace,
    accept: (answer) => readPage(answer, signal),
  })
  if (result.kind !== 'answered') {
    throw problemOf(result, undefined, context.redactor, context.nowMs())
  }
  result.lease.succeed()
  return { page: result.value, lease: result.lease }
}

async function readPage({ body }: UpstreamAnswer, signal: AbortSignal): Promise<Accepted<Page>> {
  const read = await readWhole(body, signal)
  if (read.kind === 'failed') return rejected({ verdict: classifyFailure(read) })
  const page = parsePage(read.bytes.toString())
  return page === undefined
    ? rejected({
        verdict: classifyEmpty('invalid_response', 'Google sent a list that is no JSON object'),
      })
    : { kind: 'accepted', value: page }
}

function parsePage(text: string): Page | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : undefined
  } catch {
    return undefined
  }
}
