/** A recorded request as a command that sends it again; pure. */
import type { RequestRecord } from '../../../electron/shared/request-record.ts'
import type { Target } from '../connect/use-target.ts'
import { shellWord } from '../playground/code-words.ts'

type Recorded = Pick<RequestRecord, 'method' | 'route' | 'modelAsked' | 'stream' | 'bodies'>

/** By curl; undefined when not all of the request was recorded, or it was no JSON. */
export function requestCurl(record: Recorded, target: Target): string | undefined {
  const path = pathOf(record)
  const body = record.bodies?.request ?? ''
  if (path === undefined || record.bodies === undefined || !isWhole(body)) return undefined
  const lines = [
    `curl -X ${record.method} ${shellWord(target.gemini + path)}`,
    `-H ${shellWord(`Authorization: Bearer ${target.token}`)}`,
    ...(body === '' ? [] : ["-H 'Content-Type: application/json'", `-d ${shellWord(body)}`]),
  ]
  return lines.join(' \\\n  ')
}

/** The path as it was asked for; what varied in it is known of models alone. */
function pathOf({ route, modelAsked, stream }: Recorded): string | undefined {
  const query = stream && route.endsWith(':streamGenerateContent') ? '?alt=sse' : ''
  if (!route.includes('*')) return route + query
  if (!route.includes('/models/*') || modelAsked === '') return undefined
  return route.replace('*', encodeURIComponent(modelAsked)) + query
}

function isWhole(body: string): boolean {
  if (body === '') return true
  try {
    JSON.parse(body)
    return true
  } catch {
    return false
  }
}
