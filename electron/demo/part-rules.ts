/** What Google demands of single parts: names of calls, objects where objects belong, media it reads. */
import type { Part } from '../gemini/wire.ts'
import { invalidArgument, type GoogleFault } from './google-fault.ts'
import { isJsonObject } from './google-json.ts'
import type { RequestRule } from './turn-rules.ts'

type PartRule = (part: Part, place: string) => GoogleFault | undefined

const forEachPart =
  (rule: PartRule): RequestRule =>
  ({ contents }) => {
    for (const [at, { parts = [] }] of contents.entries()) {
      for (const [position, part] of parts.entries()) {
        const fault = rule(part, `contents[${at}].parts[${position}]`)
        if (fault !== undefined) return fault
      }
    }
    return undefined
  }

/** `args` and `response` are protobuf structs, which in JSON are objects. */
const structsAreObjects = forEachPart(({ functionCall, functionResponse }, place) => {
  const structs: [string, unknown][] = [
    ['function_call.args', functionCall?.args],
    ['function_response.response', functionResponse?.response],
  ]
  const wrong = structs.find(([, value]) => value !== undefined && !isJsonObject(value))
  return (
    wrong &&
    invalidArgument(
      `Invalid value at '${place}.${wrong[0]}' (type.googleapis.com/google.protobuf.Struct), ${JSON.stringify(wrong[1])}`,
    )
  )
})

const callsAreNamed = forEachPart(({ functionCall, functionResponse }, place) => {
  const nameless =
    (functionCall && !functionCall.name && 'function_call') ||
    (functionResponse && !functionResponse.name && 'function_response')
  return nameless
    ? invalidArgument(`* GenerateContentRequest.${place}.${nameless}.name: Name cannot be empty.\n`)
    : undefined
})

/** A result is made by the client, so nothing of it was ever signed (conformance A6). */
const resultsAreUnsigned = forEachPart((part, place) =>
  part.functionResponse && part.thoughtSignature
    ? invalidArgument(`Thought signature is not supported in ${place}.function_response.`)
    : undefined,
)

const readable =
  /^(image\/(png|jpeg|webp|heic|heif|gif)|audio\/.+|video\/.+|application\/(pdf|json|x-javascript|x-python)|text\/.+)$/

const mediaAreReadable = forEachPart(({ inlineData }, place) => {
  if (inlineData === undefined) return undefined
  const { mimeType = '', data = '' } = inlineData
  if (!readable.test(mimeType)) return invalidArgument(`Unsupported MIME type: ${mimeType}`)
  return /^[A-Za-z0-9+/_-]*={0,2}$/.test(data)
    ? undefined
    : invalidArgument(
        `Invalid value at '${place}.inline_data.data' (TYPE_BYTES), Base64 decoding failed for "${data.slice(0, 20)}"`,
      )
})

/** The rules about parts. */
export const partRules: readonly RequestRule[] = [
  structsAreObjects,
  callsAreNamed,
  resultsAreUnsigned,
  mediaAreReadable,
]
