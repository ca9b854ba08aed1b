/** How an image host wants to be asked and how it answers. */

/** An upload as the host's documentation has it. */
export interface UploadForm {
  url: URL
  headers: Record<string, string>
  /** Name of the form's field with the file. */
  fileField: string
  /** Further fields. */
  fields: Record<string, string>
}

/** What is to be read in an answer. */
export interface HostAnswer {
  status: number
  /** The body as JSON; undefined when it is none. */
  json: unknown
  text: string
}

/** What an answer says. */
export interface HostReply {
  /** Where the image is now. */
  url?: string
  /** What the host says about it, usually why not. */
  message?: string
}

export interface UploadProtocol {
  /** As people call it. */
  name: string
  /** The variables or settings that are missing; then there is no form. */
  missing: readonly string[]
  form?: UploadForm
  read(answer: HostAnswer): HostReply
}

/** The text at a path of objects and lists in a JSON value; undefined when there is none. */
export function textAt(json: unknown, ...path: readonly (string | number)[]): string | undefined {
  let value: unknown = json
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined
    value = Object.getOwnPropertyDescriptor(value, step)?.value
  }
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The fields of a reply that are there. */
export function replyOf(url: string | undefined, message: string | undefined): HostReply {
  return { ...(url !== undefined && { url }), ...(message !== undefined && { message }) }
}
