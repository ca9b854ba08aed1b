/** The settings that may change a native request; everything else passes untouched (design §2.5). */

export interface NativeSwitches {
  /** The model was asked for with `-search`. */
  search: boolean
  /** TOOLS_CODE_EXECUTION_ENABLED. */
  codeExecution: boolean
}

type Tool = Record<string, unknown>

/**
 * Adds the tools that the switches ask for to a generateContent body. All other bytes stay as they
 * were, because parsing and writing JSON anew would round big integers; only a client's own list of
 * tools is rewritten. A body that is no JSON object comes back unchanged for Google to judge.
 */
export function applySwitches(body: Buffer, switches: NativeSwitches): Buffer {
  if (!switches.search && !switches.codeExecution) return body
  const parsed = parseObject(body)
  if (parsed === undefined) return body
  const wanted = wantedTools(parsed, switches)
  if (wanted.length === 0) return body
  const clientTools = parsed['tools']
  if (clientTools === undefined)
    return withFirstField(body, parsed, `"tools":${JSON.stringify(wanted)}`)
  return Buffer.from(JSON.stringify({ ...parsed, tools: [...asTools(clientTools), ...wanted] }))
}

function wantedTools(request: Record<string, unknown>, switches: NativeSwitches): Tool[] {
  const tools = asTools(request['tools'])
  const has = (...names: string[]) => tools.some((tool) => names.some((name) => name in tool))
  if (switches.search) return has('googleSearch', 'google_search') ? [] : [{ googleSearch: {} }]
  // Code execution is a default, so it gives way to whatever the client itself asks for.
  const config = request['generationConfig'] ?? request['generation_config']
  const asksForJson = /json/i.test(JSON.stringify(config ?? {}))
  return tools.length > 0 || asksForJson ? [] : [{ codeExecution: {} }]
}

function asTools(value: unknown): Tool[] {
  const list: unknown[] = Array.isArray(value) ? value : value === undefined ? [] : [value]
  return list.filter((tool): tool is Tool => typeof tool === 'object' && tool !== null)
}

function parseObject(body: Buffer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body.toString('utf8').replace(/^\uFEFF/, ''))
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
    return value as Record<string, unknown>
  } catch {
    return undefined
  }
}

function withFirstField(body: Buffer, parsed: Record<string, unknown>, field: string): Buffer {
  const afterBrace = body.indexOf('{') + 1
  const comma = Object.keys(parsed).length > 0 ? ',' : ''
  return Buffer.concat([
    body.subarray(0, afterBrace),
    Buffer.from(field + comma),
    body.subarray(afterBrace),
  ])
}
