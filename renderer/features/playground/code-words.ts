/** How values stand in code for others' programs; pure. */

/** JSON is JavaScript, line ends included. */
export function literal(value: unknown): string {
  return JSON.stringify(value, undefined, 2)
}

/** One word for a POSIX shell, whatever is in it. */
export function shellWord(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}
