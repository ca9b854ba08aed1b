/** Reads the `model` a client asks for: prefixes, and the suffixes that switch features on. */
import { modelFamily } from '../gemini/families.ts'
import { InvalidRequest } from './invalid-request.ts'

export interface RequestedModel {
  /** Upstream id, safe as one URL path segment. */
  readonly model: string
  /** Answer with Google Search. */
  readonly search: boolean
  /** An image model, spoken to as a chat. */
  readonly imageChat: boolean
}

const vendorPrefix = /^(models|google|gemini)\//i
const searchSuffix = /[-:]search$/
const chatSuffix = /-chat$/
// A slash, a colon, a dot segment or a percent sign would change the path of the upstream call.
const safeId = /^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/

const none: ReadonlySet<string> = new Set()

/** What was asked for last: one request after the other asks for the same. */
let latest:
  | { requested: string; knownModels: ReadonlySet<string>; read: RequestedModel }
  | undefined

/**
 * Takes the requested name apart: `google/gemini-3.8-flash-search` is gemini-3.8-flash with search.
 * A name in `knownModels` (upstream ids without `models/`; another set where they are others) is
 * itself, whatever it ends with. Throws InvalidRequest (param `model`) for a name that cannot be a
 * model id (conformance A3).
 */
export function parseModelName(
  requested: string,
  knownModels: ReadonlySet<string> = none,
): RequestedModel {
  if (latest?.requested !== requested || latest.knownModels !== knownModels) {
    latest = { requested, knownModels, read: readName(requested, knownModels) }
  }
  return latest.read
}

function readName(requested: string, knownModels: ReadonlySet<string>): RequestedModel {
  let model = requested
  while (vendorPrefix.test(model)) model = model.replace(vendorPrefix, '')

  const search = !knownModels.has(model) && searchSuffix.test(model)
  if (search) model = model.replace(searchSuffix, '')

  const imageChat =
    !knownModels.has(model) &&
    chatSuffix.test(model) &&
    modelFamily(model.replace(chatSuffix, '')).isImage
  if (imageChat) model = model.replace(chatSuffix, '')

  if (!safeId.test(model)) {
    throw new InvalidRequest(
      "Invalid 'model': give a model id such as gemini-3.8-flash, made of letters, digits, '.', '_' and '-'.",
      { param: 'model' },
    )
  }
  return { model, search, imageChat }
}
