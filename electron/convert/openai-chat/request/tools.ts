/** Tools and the choice among them (conformance A3, A4). */
import { isObject } from '../../../shared/is-object.ts'
import type { ModelFamily } from '../../../gemini/families.ts'
import type { FunctionDeclaration, Tool, ToolConfig } from '../../../gemini/wire.ts'
import { InvalidRequest } from '../../invalid-request.ts'
import { type ChatRequest } from './chat-request.ts'
import { cleanSchema } from '../../json-schema/clean-schema.ts'
import { type BuiltInTool, builtInOf } from './built-in-tools.ts'
import { readToolChoice, type ToolChoice } from './tool-choice.ts'
import type { ToolNames } from './tool-names.ts'

/** What the client asked for, before the model's limits. */
export interface RequestedTools {
  declarations: readonly FunctionDeclaration[]
  builtIns: ReadonlySet<BuiltInTool>
  choice: ToolChoice | undefined
  /** A function declares `strict: true`. */
  isStrict: boolean
  /** Client names of tools that take free text; their calls carry it as `input`. */
  customNames: ReadonlySet<string>
}

export interface ConvertedTools {
  tools?: Tool[]
  toolConfig?: ToolConfig
}

type LooseTool = NonNullable<ChatRequest['tools']>[number]

/** A built-in by its `type`, or in Google's own form: `{googleSearch: {}}`. */
const builtInTool = (tool: LooseTool): BuiltInTool | undefined =>
  builtInOf(tool['type']) ??
  (tool['type'] === undefined
    ? Object.keys(tool)
        .map(builtInOf)
        .find((name) => name !== undefined)
    : undefined)

const hasParameters = (schema: unknown): boolean =>
  isObject(schema) && isObject(schema['properties']) && Object.keys(schema['properties']).length > 0

/** The object that has name and parameters: nested, or the tool itself (flat, Responses style). */
function definitionOf({ tool, path }: ListedTool, kind: 'function' | 'custom'): Definition {
  const nested = tool[kind]
  return nested ? { fields: nested, path: `${path}.${kind}` } : { fields: tool, path }
}

function nameOf({ fields, path }: Definition): string {
  const { name } = fields
  if (typeof name === 'string' && name.trim() !== '') return name
  throw new InvalidRequest(`Invalid '${path}.name': every tool needs a name.`, {
    param: `${path}.name`,
  })
}

const customParameters = {
  type: 'object',
  properties: { input: { type: 'string', description: 'The whole input of the tool, as text.' } },
  required: ['input'],
}

function declaration(
  { description }: Record<string, unknown>,
  geminiName: string,
  parameters: unknown,
): FunctionDeclaration {
  return {
    name: geminiName,
    ...(typeof description === 'string' && description !== '' && { description }),
    ...(parameters !== undefined &&
      parameters !== null && {
        // Google takes nothing but an object here, even where the schema is a union of objects.
        parametersJsonSchema: { ...cleanSchema(parameters), type: 'object' },
      }),
  }
}

/** One tool of the list, where it stands in the body. */
interface ListedTool {
  tool: LooseTool
  path: string
}

interface Definition {
  fields: Record<string, unknown>
  path: string
}

const listedTools = (request: ChatRequest): ListedTool[] => [
  ...(request.tools ?? []).map((tool, index) => ({ tool, path: `tools[${index}]` })),
  ...(request.functions ?? []).map((definition, index) => ({
    tool: { ...definition, type: 'function' },
    path: `functions[${index}]`,
  })),
]

function isFunctionTool({ tool, path }: ListedTool): boolean {
  const isFunction =
    tool['type'] === 'function' ||
    (tool['type'] === undefined && ('function' in tool || 'name' in tool))
  if (isFunction || tool['type'] === 'custom') return isFunction
  throw new InvalidRequest(
    `Invalid '${path}.type': use function, custom, web_search, url_context or code_interpreter.`,
    { param: `${path}.type` },
  )
}

/** What most chats ask for. */
const noTools: RequestedTools = {
  declarations: [],
  builtIns: new Set(),
  choice: undefined,
  isStrict: false,
  customNames: new Set(),
}

function asksForTools(request: ChatRequest): boolean {
  const { tools, functions, tool_choice: choice, function_call: call } = request
  return Boolean(tools ?? functions ?? choice ?? call ?? request.web_search_options)
}

/** Reads every tool of a request; function names are entered in `toolNames`, declared ones first. */
export function readTools(request: ChatRequest, toolNames: ToolNames): RequestedTools {
  if (!asksForTools(request)) return noTools
  const declarations = new Map<string, FunctionDeclaration>()
  const builtIns = new Set<BuiltInTool>(request.web_search_options ? ['googleSearch'] : [])
  const customNames = new Set<string>()
  let isStrict = false
  for (const listed of listedTools(request)) {
    const builtIn = builtInTool(listed.tool)
    if (builtIn !== undefined) {
      builtIns.add(builtIn)
      continue
    }
    const isFunction = isFunctionTool(listed)
    const definition = definitionOf(listed, isFunction ? 'function' : 'custom')
    const name = nameOf(definition)
    const given = definition.fields['parameters']
    if (name === 'googleSearch' && !hasParameters(given)) builtIns.add('googleSearch')
    else if (!declarations.has(name)) {
      const parameters = isFunction ? given : customParameters
      declarations.set(name, declaration(definition.fields, toolNames.toGemini(name), parameters))
      if (!isFunction) customNames.add(name)
      isStrict ||= definition.fields['strict'] === true || listed.tool['strict'] === true
    }
  }
  return {
    declarations: [...declarations.values()],
    builtIns,
    choice: readToolChoice(request, new Set(declarations.keys()), toolNames),
    isStrict,
    customNames,
  }
}

function callingConfig(
  { choice, isStrict }: RequestedTools,
  isCombined: boolean,
): ToolConfig['functionCallingConfig'] | undefined {
  const prefersValidated = isStrict || isCombined
  if (choice === undefined) return prefersValidated ? { mode: 'VALIDATED' } : undefined
  const mode = choice.mode === 'AUTO' && prefersValidated ? 'VALIDATED' : choice.mode
  return { mode, ...(choice.names && { allowedFunctionNames: choice.names }) }
}

/**
 * Tools and tool config for a model; `switchedOn` are built-ins the person's own switches add.
 * Where a family cannot combine the two kinds, the client's functions win. Throws InvalidRequest
 * (param `tools`) when the client wants tools of a model that has none.
 */
export function convertTools(
  requested: RequestedTools,
  switchedOn: readonly BuiltInTool[],
  family: ModelFamily,
): ConvertedTools {
  if (requested === noTools && switchedOn.length === 0) return {}
  const { declarations, choice } = requested
  const asked = choice?.mode === 'NONE' ? [] : requested.builtIns
  const wanted = new Set<BuiltInTool>([...asked, ...switchedOn])
  if (!family.toolsAllowed) {
    if (choice?.mode === 'NONE' || declarations.length + wanted.size === 0) return {}
    throw new InvalidRequest("Invalid 'tools': this model takes no tools and cannot search.", {
      param: 'tools',
    })
  }
  const isCombined = declarations.length > 0 && wanted.size > 0 && family.combinesBuiltInTools
  const builtIns = declarations.length === 0 || isCombined ? [...wanted] : []
  const functionCallingConfig =
    declarations.length > 0 ? callingConfig(requested, isCombined) : undefined
  const tools: Tool[] = [
    ...(declarations.length > 0 ? [{ functionDeclarations: [...declarations] }] : []),
    ...builtIns.map((name): Tool => ({ [name]: {} })),
  ]
  const toolConfig: ToolConfig = {
    ...(functionCallingConfig && { functionCallingConfig }),
    ...(isCombined && { includeServerSideToolInvocations: true }),
  }
  return {
    ...(tools.length > 0 && { tools }),
    ...(Object.keys(toolConfig).length > 0 && { toolConfig }),
  }
}
