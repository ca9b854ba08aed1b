/** Tools that Google runs itself, under the names clients have for them (conformance A3). */

export type BuiltInTool = 'googleSearch' | 'urlContext' | 'codeExecution'

const builtInsByType: ReadonlyMap<string, BuiltInTool> = new Map<string, BuiltInTool>(
  Object.entries({
    web_search: 'googleSearch',
    web_search_preview: 'googleSearch',
    google_search: 'googleSearch',
    googleSearch: 'googleSearch',
    url_context: 'urlContext',
    urlContext: 'urlContext',
    code_interpreter: 'codeExecution',
    code_execution: 'codeExecution',
    codeExecution: 'codeExecution',
  }),
)

/** The tool behind the type of an OpenAI tool, or behind Google's own name for it. */
export const builtInOf = (name: unknown): BuiltInTool | undefined =>
  typeof name === 'string' ? builtInsByType.get(name) : undefined
