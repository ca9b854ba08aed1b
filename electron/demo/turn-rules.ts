/** What Google demands of the conversation: roles, order, parts, calls and their results. */
import type { Content, GenerateContentRequest, Part } from '../gemini/wire.ts'
import { invalidArgument, type GoogleFault } from './google-fault.ts'
import { isGenuineSignature } from './fingerprint.ts'
import { servingModel, type DemoModel } from './models.ts'

/** A refusal if the request breaks the rule for this model. */
export type RequestRule = (
  request: GenerateContentRequest,
  model: DemoModel,
) => GoogleFault | undefined

const dataOfPart = [
  'text',
  'inlineData',
  'fileData',
  'functionCall',
  'functionResponse',
  'executableCode',
  'codeExecutionResult',
  'toolCall',
  'toolResponse',
] as const satisfies readonly (keyof Part)[]

const hasContents: RequestRule = ({ contents }) =>
  contents.length === 0
    ? invalidArgument('* GenerateContentRequest.contents: contents is not specified\n')
    : undefined

const rolesAreKnown: RequestRule = ({ contents }) =>
  contents.some(({ role }) => role !== undefined && role !== 'user' && role !== 'model')
    ? invalidArgument('Please use a valid role: user, model.')
    : undefined

const partsHaveData: RequestRule = ({ contents }) => {
  for (const [at, { parts = [] }] of contents.entries()) {
    const place = `* GenerateContentRequest.contents[${at}].parts`
    if (parts.length === 0) return invalidArgument(`${place}: contents.parts must not be empty.\n`)
    const empty = parts.findIndex((part) => dataOfPart.every((name) => part[name] === undefined))
    if (empty >= 0) {
      return invalidArgument(
        `${place}[${empty}].data: required oneof field 'data' must have one initialized field\n`,
      )
    }
  }
  return undefined
}

/** The functionCall parts of a content. */
function callsOf(content: Content | undefined): Part[] {
  return content?.parts?.filter((part) => part.functionCall !== undefined) ?? []
}

/** The functionResponse parts of a content. */
export function resultsOf(content: Content | undefined): Part[] {
  return content?.parts?.filter((part) => part.functionResponse !== undefined) ?? []
}

const callsAreAnswered: RequestRule = ({ contents }) => {
  for (const [at, content] of contents.entries()) {
    const calls = callsOf(content).length
    const results = resultsOf(content).length
    const previous = contents[at - 1]
    const next = contents[at + 1]
    if (calls > 0 && previous === undefined) {
      return invalidArgument(
        'Please ensure that function call turn comes immediately after a user turn or after a function response turn.',
      )
    }
    if (results > 0 && callsOf(previous).length === 0) {
      return invalidArgument(
        'Please ensure that function response turn comes immediately after a function call turn.',
      )
    }
    if (calls > 0 && next !== undefined && resultsOf(next).length !== calls) {
      return invalidArgument(
        'Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.',
      )
    }
  }
  return undefined
}

/** Conformance A6: the first call of every step since the last real user text must be signed. */
const callsAreSigned: RequestRule = ({ contents }, { generation }) => {
  if (generation < 3) return undefined
  const turnStart = contents.findLastIndex(
    (content) => content.role !== 'model' && resultsOf(content).length === 0,
  )
  for (const [at, content] of contents.entries()) {
    const first = callsOf(content)[0]
    if (at < turnStart || first === undefined || first.thoughtSignature) continue
    return invalidArgument(
      `Function call is missing a thought_signature in functionCall parts. This is required for tools to work correctly, and missing thought_signature may lead to degraded model performance. Additional data, function call \`default_api:${first.functionCall?.name ?? ''}\` , position ${at + 1}. Please refer to https://ai.google.dev/gemini-api/docs/thought-signatures for more details.`,
    )
  }
  return undefined
}

/** Documented stand-ins for a signature that is lost. */
const standIns: ReadonlySet<string> = new Set([
  'skip_thought_signature_validator',
  'context_engineering_is_the_way_to_go',
])

/** Conformance A6: a signature is what this very model gave, or a stand-in. */
const signaturesAreGenuine: RequestRule = ({ contents }, model) => {
  if (model.generation < 3) return undefined
  const signatures = contents.flatMap(({ parts = [] }) =>
    parts.flatMap(({ thoughtSignature }) => thoughtSignature ?? []),
  )
  return signatures.every(
    (signature) => standIns.has(signature) || isGenuineSignature(signature, servingModel(model)),
  )
    ? undefined
    : invalidArgument('Corrupted thought signature.')
}

/** Conformance section 0: from gemini-3.6 on a result names its call by id and name. */
const resultsNameTheirCalls: RequestRule = ({ contents }, { generation }) => {
  if (generation < 3.6) return undefined
  for (const [at, content] of contents.entries()) {
    const calls = callsOf(contents[at - 1]).map(({ functionCall }) => functionCall)
    for (const { functionResponse } of resultsOf(content)) {
      const isAnswer = calls.some(
        (call) =>
          call?.name === functionResponse?.name &&
          (call?.id === undefined || call.id === functionResponse?.id),
      )
      if (!isAnswer) {
        return invalidArgument(
          `Function response \`${functionResponse?.name ?? ''}\` does not match any function call of the previous turn by id and name.`,
        )
      }
    }
  }
  return undefined
}

/** Conformance A3: what Google's own tools did comes back whole, each response with its call. */
const serverStepsAreWhole: RequestRule = ({ contents }) => {
  for (const { parts = [] } of contents) {
    const called = parts.flatMap(({ toolCall }) => toolCall?.id ?? [])
    const answered = parts.flatMap(({ toolResponse }) => toolResponse?.id ?? [])
    const single = [...called, ...answered].find(
      (id) => !called.includes(id) || !answered.includes(id),
    )
    if (single !== undefined) {
      return invalidArgument(
        `Tool call and tool response parts must come in pairs: ${single} has no counterpart.`,
      )
    }
  }
  return undefined
}

/** Conformance A6, image models: a picture the model made comes back with its signature. */
const picturesAreSigned: RequestRule = ({ contents }, { kind }) => {
  if (kind !== 'image') return undefined
  const unsigned = contents.findIndex(
    ({ role, parts = [] }) =>
      role === 'model' && parts.some((part) => part.inlineData && !part.thoughtSignature),
  )
  return unsigned < 0
    ? undefined
    : invalidArgument(
        `Image part is missing a thought_signature in content position ${unsigned + 1}, part position 1. Please refer to https://ai.google.dev/gemini-api/docs/thought-signatures for more details.`,
      )
}

/** Conformance section 0: since gemini-3.6 a conversation ends with the user. */
const endsWithUser: RequestRule = ({ contents }, { generation }) =>
  generation >= 3.6 && contents.at(-1)?.role === 'model'
    ? invalidArgument(
        'Requests ending with a model turn are not supported for this model. Please end the conversation with a user turn.',
      )
    : undefined

const gemmaHasNoInstruction: RequestRule = ({ systemInstruction }, { generation, id }) =>
  generation === 0 && systemInstruction !== undefined
    ? invalidArgument(`Developer instruction is not enabled for models/${id}`)
    : undefined

/** The rules about turns, in the order Google reports them. */
export const turnRules: readonly RequestRule[] = [
  hasContents,
  rolesAreKnown,
  partsHaveData,
  callsAreAnswered,
  resultsNameTheirCalls,
  callsAreSigned,
  signaturesAreGenuine,
  serverStepsAreWhole,
  picturesAreSigned,
  endsWithUser,
  gemmaHasNoInstruction,
]
