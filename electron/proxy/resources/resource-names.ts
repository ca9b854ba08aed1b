/**
 * Names of what a key has made at Google and no other key may use: files, caches, batches, running
 * operations, stored interactions (conformance D4). Pure, and blind to everything else in a body.
 */

const OWNED =
  '(?:models|fileSearchStores|tunedModels)/[\\w.-]{1,128}/operations/[\\w.-]{1,128}|' +
  '(?:files|cachedContents|batches|fileSearchStores|corpora|tunedModels|operations|voices)/[\\w.-]{1,128}|' +
  'interactions/[\\w.-]{1,256}'
const ownedPath = new RegExp(`^/v1(?:beta|alpha)?/(${OWNED})(?=$|[/:?]|%3a)`, 'i')
const ownedValue = new RegExp(
  `^(?:https://generativelanguage\\.googleapis\\.com/(?:download/)?v1(?:beta|alpha)?/)?(${OWNED})(?=$|[:?])`,
)
const madeName = new RegExp(`"name"\\s*:\\s*"(${OWNED})"`)
/** An interaction has an id instead of a name, at the beginning of an answer or of its stream. */
const madeInteraction = /"id"\s*:\s*"(v\d+_[\w.-]{1,250})"/
const madeVideo = /\/v1(?:beta|alpha)?\/(files\/[\w.-]{1,128}):download/g

/** Fields whose values name a resource, and what stands in front of a name that is only an id. */
const fields: readonly (readonly [field: string, prefix: string])[] = [
  ['"fileUri"', ''],
  ['"file_uri"', ''],
  ['"cachedContent"', ''],
  ['"cached_content"', ''],
  ['"previousInteractionId"', 'interactions/'],
  ['"previous_interaction_id"', 'interactions/'],
]
/** Room for an address behind the name of its field. */
const FIELD_BYTES = 1024

const listPath =
  /^\/v1(?:beta|alpha)?\/(files|cachedContents|batches|fileSearchStores|corpora|tunedModels)$/

/** The collection that a path lists, each key having its own. */
export function collectionInPath(path: string): string | undefined {
  return listPath.exec(path)?.[1]
}

/** The resource that a native path names, without the version. */
export function resourceInPath(path: string): string | undefined {
  return ownedPath.exec(path)?.[1]
}

/**
 * The resources a JSON body refers to, each once. Looks for the fields' bytes and reads nothing
 * else; the quotes of a text that talks of such a field are escaped, so it is not taken for one.
 */
export function resourcesInBody(body: Buffer): string[] {
  const names = new Set<string>()
  for (const [field, prefix] of fields) {
    for (let at = body.indexOf(field); at !== -1; at = body.indexOf(field, at + 1)) {
      const from = at + field.length
      const name = resourceInValue(body.toString('latin1', from, from + FIELD_BYTES), prefix)
      if (name !== undefined) names.add(name)
    }
  }
  return [...names]
}

function resourceInValue(behindField: string, prefix: string): string | undefined {
  const value = /^\s*:\s*"([^"]*)"/.exec(behindField)?.[1]
  return value === undefined ? undefined : resourceNamed(prefix + value.replaceAll('\\/', '/'))
}

/** The resource that a name or an address of Google's stands for. */
export function resourceNamed(value: string): string | undefined {
  return ownedValue.exec(value)?.[1]
}

/** What the beginning of an answer says was made: its own name or id, and files of videos. */
export function resourcesMade(head: string): string[] {
  const id = madeInteraction.exec(head)?.[1]
  const name = id === undefined ? madeName.exec(head)?.[1] : `interactions/${id}`
  const videos = [...head.matchAll(madeVideo)].flatMap(([, file]) => file ?? [])
  return name === undefined ? videos : [name, ...videos]
}
